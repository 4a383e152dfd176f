package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.BeanResolver;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

import io.octostore.OctoStoreValidationException;

/**
 * The key expression of one annotated method, parsed and checked when its bean is
 * created.
 */
final class LockKeyExpression {

	private static final SpelExpressionParser PARSER = new SpelExpressionParser();

	private static final ParameterNameDiscoverer PARAMETER_NAMES = new DefaultParameterNameDiscoverer();

	private final SpelExpression expression;

	private final Method method;

	private final @Nullable BeanResolver beans;

	private final int room;

	private LockKeyExpression(SpelExpression expression, Method method, @Nullable BeanResolver beans, int room) {
		this.expression = expression;
		this.method = method;
		this.beans = beans;
		this.room = room;
	}

	/**
	 * Parse an expression.
	 * @param text the expression
	 * @param method the method whose arguments it uses
	 * @param beanFactory for references to beans
	 * @param room how long the encoded key may be
	 * @throws InvalidLockMethodException if it cannot be parsed, or names an argument
	 * that the method does not have
	 */
	static LockKeyExpression parse(String text, Method method, @Nullable BeanFactory beanFactory, int room) {
		SpelExpression expression;
		try {
			expression = (SpelExpression) PARSER.parseExpression(text);
		}
		catch (ParseException ex) {
			throw new InvalidLockMethodException(method,
					"has a key '" + text + "' that is no valid SpEL expression: " + ex.getMessage(),
					"Correct the expression, for example key = \"#orderId\", or quote a constant text: key = \"'text'\"",
					ex);
		}
		checkVariables(expression, text, method);
		BeanResolver beans = (beanFactory != null) ? new BeanFactoryResolver(beanFactory) : null;
		return new LockKeyExpression(expression, method, beans, room);
	}

	private static void checkVariables(SpelExpression expression, String text, Method method) {
		@Nullable String @Nullable [] names = PARAMETER_NAMES.getParameterNames(method);
		Set<String> known = new HashSet<>(List.of("#root", "#this"));
		if (names != null) {
			Arrays.stream(names).map((name) -> "#" + name).forEach(known::add);
		}
		IntStream.range(0, method.getParameterCount()).forEach((index) -> {
			known.add("#p" + index);
			known.add("#a" + index);
		});
		String unknown = findUnknown(expression.getAST(), known);
		if (unknown != null) {
			throw new InvalidLockMethodException(method,
					"has a key '" + text + "' that uses " + unknown + ", which is no parameter of the method",
					(names != null) ? "Use one of its parameters by name or position (#p0)"
							: "Compile with -parameters, or use the parameter's position (#p0)");
		}
	}

	private static @Nullable String findUnknown(SpelNode node, Set<String> known) {
		if (node instanceof VariableReference && !known.contains(node.toStringAST())) {
			return node.toStringAST();
		}
		for (int index = 0; index < node.getChildCount(); index++) {
			String unknown = findUnknown(node.getChild(index), known);
			if (unknown != null) {
				return unknown;
			}
		}
		return null;
	}

	/**
	 * Evaluate the expression for a call and encode its value.
	 */
	String evaluate(@Nullable Object target, @Nullable Object[] args) {
		MethodBasedEvaluationContext context = new MethodBasedEvaluationContext(
				new LockKeyRoot(this.method, target, args), this.method, args, PARAMETER_NAMES);
		if (this.beans != null) {
			context.setBeanResolver(this.beans);
		}
		try {
			return LockKeys.encode(this.expression.getValue(context), this.room);
		}
		catch (OctoStoreValidationException ex) {
			throw new OctoStoreValidationException(ex.getMessage() + " (key '" + this.expression.getExpressionString()
					+ "' of " + this.method.getDeclaringClass().getName() + "." + this.method.getName() + ")");
		}
	}

}
