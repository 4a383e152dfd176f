package io.octostore.spring.lock;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.expression.BeanResolver;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

import io.octostore.OctoStoreValidationException;

/**
 * The key expression of one annotated method, parsed and checked when its bean is
 * created.
 */
final class LockKeyExpression {

	private static final SpelExpressionParser PARSER = new SpelExpressionParser();

	private final SpelExpression expression;

	private final Method method;

	private final String lock;

	private final LockKeyVariables variables;

	/** The short way to the value, if there is one. */
	private final @Nullable LockKeyPath path;

	private final int room;

	private LockKeyExpression(SpelExpression expression, Method method, String lock, LockKeyVariables variables,
			int room) {
		this.expression = expression;
		this.method = method;
		this.lock = lock;
		this.variables = variables;
		this.path = LockKeyPath.of(expression.getAST(), variables);
		this.room = room;
	}

	/**
	 * Parse an expression.
	 * @param text the expression
	 * @param method the method whose arguments it uses
	 * @param lock name of the lock, without prefix and key
	 * @param beanFactory for references to beans
	 * @param room how long the encoded key may be
	 * @throws InvalidLockMethodException if it cannot be parsed or cannot have a value
	 */
	static LockKeyExpression parse(String text, Method method, String lock, @Nullable BeanFactory beanFactory,
			int room) {
		SpelExpression expression;
		try {
			expression = (SpelExpression) PARSER.parseExpression(text);
		}
		catch (ParseException ex) {
			throw new InvalidLockMethodException(method,
					"has a key '" + text + "' that is not a valid SpEL expression: " + ex.getMessage(),
					"Correct the expression, for example key = \"#orderId\", or quote a constant text: key = \"'text'\"",
					ex);
		}
		new LockKeyChecks(text, method).check(expression.getAST());
		BeanResolver beans = (beanFactory != null) ? new BeanFactoryResolver(beanFactory) : null;
		return new LockKeyExpression(expression, method, lock, new LockKeyVariables(method, beans), room);
	}

	/**
	 * Evaluate the expression for a call and encode its value.
	 * @throws OctoStoreValidationException if it has no value that can be encoded
	 */
	String evaluate(@Nullable Object target, @Nullable Object[] args) {
		try {
			return LockKeys.encode(value(target, args), this.room);
		}
		catch (OctoStoreValidationException ex) {
			throw new OctoStoreValidationException(ex.getMessage() + " (key " + describe() + ")");
		}
		catch (EvaluationException | IllegalStateException ex) {
			OctoStoreValidationException failure = new OctoStoreValidationException(
					"The key " + describe() + " cannot be evaluated: " + ex.getMessage());
			failure.initCause(ex);
			throw failure;
		}
	}

	private @Nullable Object value(@Nullable Object target, @Nullable Object[] args) {
		Object value = (this.path != null) ? this.variables.read(this.path, args) : null;
		return (value != null) ? value : this.expression.getValue(this.variables.of(target, args));
	}

	private String describe() {
		return "'" + this.expression.getExpressionString() + "' of lock '" + this.lock + "' of "
				+ this.method.getDeclaringClass().getName() + "." + this.method.getName();
	}

}
