package io.octostore.spring.lock;

import org.jspecify.annotations.Nullable;
import org.springframework.expression.AccessException;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypedValue;
import org.springframework.expression.spel.support.ReflectivePropertyAccessor;

/**
 * Reads properties in key expressions as Spring does. Stands before its accessor because
 * an expression prepares each read for its compiler when it meets that one, at every
 * call; keys are not compiled.
 */
final class LockKeyProperties implements PropertyAccessor {

	private final ReflectivePropertyAccessor properties = new ReflectivePropertyAccessor();

	@Override
	public Class<?> @Nullable [] getSpecificTargetClasses() {
		return null;
	}

	@Override
	public boolean canRead(EvaluationContext context, @Nullable Object target, String name) throws AccessException {
		return this.properties.canRead(context, target, name);
	}

	@Override
	public TypedValue read(EvaluationContext context, @Nullable Object target, String name) throws AccessException {
		return this.properties.read(context, target, name);
	}

	@Override
	public boolean canWrite(EvaluationContext context, @Nullable Object target, String name) throws AccessException {
		return this.properties.canWrite(context, target, name);
	}

	@Override
	public void write(EvaluationContext context, @Nullable Object target, String name, @Nullable Object value)
			throws AccessException {
		this.properties.write(context, target, name, value);
	}

}
