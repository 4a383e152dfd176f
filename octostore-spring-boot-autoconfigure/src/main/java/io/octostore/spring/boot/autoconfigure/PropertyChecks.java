package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.springframework.boot.convert.DurationStyle;

import io.octostore.OctoStoreValidationException;

/**
 * Hands values of properties to those who know their rules, and names the property when
 * they refuse.
 */
final class PropertyChecks {

	private PropertyChecks() {
	}

	/**
	 * Use a value.
	 * @throws InvalidPropertyException if it is refused
	 */
	static <T> void apply(String property, T value, Consumer<T> target) {
		try {
			target.accept(value);
		}
		catch (OctoStoreValidationException ex) {
			throw invalid(property, value, ex);
		}
	}

	/**
	 * Use a value that must not be shown.
	 * @throws InvalidPropertyException if it is refused
	 */
	static <T> void applySecret(String property, T value, Consumer<T> target) {
		try {
			target.accept(value);
		}
		catch (OctoStoreValidationException ex) {
			throw new InvalidPropertyException(property, null, reason(ex), "Correct its value.", ex);
		}
	}

	/**
	 * Derive something from a value.
	 * @throws InvalidPropertyException if the value is refused
	 */
	static <T> T derive(String property, Object value, Supplier<T> source) {
		try {
			return source.get();
		}
		catch (OctoStoreValidationException ex) {
			throw invalid(property, value, ex);
		}
	}

	/**
	 * Check that a duration is a number of whole seconds within a range.
	 * @throws InvalidPropertyException if it is not
	 */
	static void wholeSeconds(String property, Duration value, Duration least, Duration most) {
		if (value.toNanosPart() != 0 || value.compareTo(least) < 0 || value.compareTo(most) > 0) {
			throw new InvalidPropertyException(property, print(value),
					"It must be whole seconds from " + print(least) + " to " + print(most), "Correct its value.", null);
		}
	}

	static InvalidPropertyException invalid(String property, Object value, OctoStoreValidationException cause) {
		Object shown = (value instanceof Duration duration) ? print(duration) : value;
		return new InvalidPropertyException(property, shown, reason(cause), "Correct its value.", cause);
	}

	static String print(Duration duration) {
		if (duration.toNanosPart() != 0) {
			return DurationStyle.SIMPLE.print(duration);
		}
		return duration.toSeconds() + "s";
	}

	private static String reason(OctoStoreValidationException cause) {
		return String.valueOf(cause.getMessage());
	}

}
