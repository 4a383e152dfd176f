package io.octostore.spring.lock;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.expression.AccessException;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.VariableReference;

/**
 * The key that is an argument or a property inside of one, such as
 * {@code #order.customer.id}. Most keys are, and read without the machinery of
 * expressions they cost a fraction.
 *
 * @param argument place of the argument
 * @param properties names of the properties, from the outside to the inside
 */
record LockKeyPath(int argument, List<String> properties) {

	/**
	 * Read an expression.
	 * @return the path; {@code null} if the expression is another one
	 */
	static @Nullable LockKeyPath of(SpelNode expression, LockKeyVariables variables) {
		// A part after ?. may be null, and the expression has to say what comes then
		if (expression.toStringAST().contains("?")) {
			return null;
		}
		boolean compound = expression instanceof CompoundExpression;
		SpelNode first = compound ? expression.getChild(0) : expression;
		int argument = (first instanceof VariableReference) ? variables.place(first.toStringAST()) : -1;
		if (argument < 0) {
			return null;
		}
		List<String> properties = new ArrayList<>();
		for (int index = 1; compound && index < expression.getChildCount(); index++) {
			if (!(expression.getChild(index) instanceof PropertyOrFieldReference property)) {
				return null;
			}
			properties.add(property.getName());
		}
		return new LockKeyPath(argument, List.copyOf(properties));
	}

	/**
	 * Read the value for a call.
	 * @return the value; {@code null} if there is none, and then the expression says why
	 */
	@Nullable Object read(@Nullable Object[] args, EvaluationContext context, PropertyAccessor accessor) {
		Object value = (this.argument < args.length) ? args[this.argument] : null;
		try {
			for (String property : this.properties) {
				if (value == null || !accessor.canRead(context, value, property)) {
					return null;
				}
				value = accessor.read(context, value, property).getValue();
			}
			return value;
		}
		catch (AccessException ex) {
			return null;
		}
	}

}
