package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;

/**
 * A method cannot run under its lock as it is declared, or needs a lock and has none.
 * Thrown when its bean is created, so that no method runs without the lock that its
 * author asked for.
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
		super("Method " + describe(method) + " " + reason + ". " + cure);
		this.method = describe(method);
		this.reason = reason;
		this.cure = cure;
		if (cause != null) {
			initCause(cause);
		}
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
	 * The rule that the method breaks.
	 * @return the rest of a sentence that begins with the method, without a full stop
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * The change that mends it.
	 * @return a sentence
	 */
	public String cure() {
		return this.cure;
	}

}
