package io.octostore.spring.election;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

import io.octostore.OctoStoreValidationException;

/**
 * A method is annotated with {@link LeaderOnly} in a way that cannot work. Thrown at
 * startup, so that no method runs on instances on which its author did not want it.
 *
 * @since 0.1.0
 */
public final class InvalidLeaderMethodException extends OctoStoreValidationException {

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
	public InvalidLeaderMethodException(Method method, String reason, String cure) {
		super("@LeaderOnly method " + describe(method) + " " + reason + ". " + cure);
		this.method = describe(method);
		this.reason = reason;
		this.cure = cure;
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
