package io.octostore.spring.lock;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * Root object of key expressions: {@code #root.method}, {@code #root.methodName},
 * {@code #root.target}, {@code #root.targetClass} and {@code #root.args}.
 */
final class LockKeyRoot {

	private final Method method;

	private final @Nullable Object target;

	private final @Nullable Object[] args;

	LockKeyRoot(Method method, @Nullable Object target, @Nullable Object[] args) {
		this.method = method;
		this.target = target;
		this.args = args;
	}

	public Method getMethod() {
		return this.method;
	}

	public String getMethodName() {
		return this.method.getName();
	}

	public @Nullable Object getTarget() {
		return this.target;
	}

	public Class<?> getTargetClass() {
		return (this.target != null) ? this.target.getClass() : this.method.getDeclaringClass();
	}

	public @Nullable Object[] getArgs() {
		return this.args;
	}

}
