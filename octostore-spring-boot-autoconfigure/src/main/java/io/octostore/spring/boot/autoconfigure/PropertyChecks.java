package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

import io.octostore.OctoStoreValidationException;

/**
 * Hands values of properties to the code that knows their rules, and names the property
 * when they refuse.
 */
final class PropertyChecks {

	private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");

	private static final Pattern ZERO = Pattern.compile("[+-]?0+");

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
	 * Set a value if there is one.
	 * @throws InvalidPropertyException if the value is refused
	 */
	static <T, V> T set(String property, @Nullable V value, T target, BiFunction<T, V, T> setter) {
		return (value != null) ? derive(property, value, () -> setter.apply(target, value)) : target;
	}

	/**
	 * Refuse a duration without a unit, which would be taken for milliseconds.
	 * @throws InvalidPropertyException if the text is a number other than zero
	 */
	static void checkUnit(String property, String text) {
		if (NUMBER.matcher(text.strip()).matches() && !ZERO.matcher(text.strip()).matches()) {
			throw new InvalidPropertyException(property, text,
					"It has no unit, and would be " + text.strip() + " milliseconds",
					"Write a unit: " + text.strip() + "s for seconds, " + text.strip() + "ms for milliseconds.", null);
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
