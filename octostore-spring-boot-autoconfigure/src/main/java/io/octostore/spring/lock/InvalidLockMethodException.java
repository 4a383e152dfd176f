package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;

/**
 * A method is annotated with {@link io.octostore.lock.DistributedLock} in a way that
 * cannot work. Thrown when its bean is created, so that no method runs without the lock
 * that its author asked for.
 *
 * @since 0.1.0
 */
public final class InvalidLockMethodException extends OctoStoreValidationException {

	private final String method;

	private final String reason;

	private final String cure;

	/**
	 * Create an exception.
	 * @param method the annotated method
	 * @param reason what is wrong with it, as the rest of a sentence that begins with the
	 * method
	 * @param cure what to change, as a sentence
	 */
	public InvalidLockMethodException(Method method, String reason, String cure) {
		this(method, reason, cure, null);
	}

	/**
	 * Create an exception with a cause.
	 * @param method the annotated method
	 * @param reason what is wrong with it, as the rest of a sentence that begins with the
	 * method
	 * @param cure what to change, as a sentence
	 * @param cause what revealed it, or {@code null}
	 */
	public InvalidLockMethodException(Method method, String reason, String cure, @Nullable Throwable cause) {
		this("@DistributedLock", method, reason, cure, cause);
	}

	private InvalidLockMethodException(String annotation, Method method, String reason, String cure,
			@Nullable Throwable cause) {
		super(annotation + " method " + describe(method) + " " + reason + ". " + cure);
		this.method = describe(method);
		this.reason = reason;
		this.cure = cure;
		if (cause != null) {
			initCause(cause);
		}
	}

	/**
	 * A scheduled method has no lock, and must have one.
	 */
	static InvalidLockMethodException withoutLock(Method method, String cure) {
		return new InvalidLockMethodException("@Scheduled", method,
				"runs without a lock, on every instance at the same time", cure, null);
	}

	private static String describe(Method method) {
		return method.getDeclaringClass().getName() + "." + method.getName()
				+ Arrays.stream(method.getParameterTypes())
					.map(Class::getSimpleName)
					.collect(Collectors.joining(", ", "(", ")"));
	}

	/**
	 * Full name of the method.
	 * @return class, method and parameter types
	 */
	public String method() {
		return this.method;
	}

	/**
	 * What is wrong with the method.
	 * @return the rest of a sentence that begins with the method, without a full stop
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * What to change.
	 * @return a sentence
	 */
	public String cure() {
		return this.cure;
	}

}
