package io.octostore.spring.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;

/**
 * A property breaks a rule.
 *
 * @since 0.1.0
 */
public final class InvalidPropertyException extends OctoStoreValidationException {

	private final String property;

	private final @Nullable Object value;

	private final String reason;

	private final String cure;

	/**
	 * Create an exception.
	 * @param property name of the property
	 * @param value its value, {@code null} if it is a secret
	 * @param reason which rule it breaks
	 * @param cure what to do, as a sentence
	 * @param cause who found it, or {@code null}
	 */
	public InvalidPropertyException(String property, @Nullable Object value, String reason, String cure,
			@Nullable Throwable cause) {
		super("Property " + property + ((value != null) ? " with value '" + value + "'" : "") + " is invalid: " + reason
				+ ". " + cure);
		this.property = property;
		this.value = value;
		this.reason = reason;
		this.cure = cure;
		if (cause != null) {
			initCause(cause);
		}
	}

	String property() {
		return this.property;
	}

	@Nullable Object value() {
		return this.value;
	}

	String reason() {
		return this.reason;
	}

	String cure() {
		return this.cure;
	}

}
