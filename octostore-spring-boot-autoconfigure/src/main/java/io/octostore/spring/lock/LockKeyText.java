package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TimeZone;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * The text of one element of a lock's key: the same on every instance, for every locale,
 * time zone and release of the JDK.
 */
final class LockKeyText {

	/** Beyond it the digits of a number are not written out. */
	private static final int MAX_SCALE = 64;

	private static final String NO_TEXT = "which has no toString() and so another text on each instance of the application";

	/** Of the classes of values, where every call would have to look again. */
	private static final ClassValue<Optional<String>> PROBLEMS = new ClassValue<>() {

		@Override
		protected Optional<String> computeValue(Class<?> type) {
			return declaresText(type) ? Optional.ofNullable(problem(type)) : Optional.of(NO_TEXT);
		}

	};

	private LockKeyText() {
	}

	/**
	 * Return the text of a value.
	 * @throws io.octostore.OctoStoreValidationException if it has none
	 */
	static String of(@Nullable Object value) {
		Object inside = (value != null) ? unwrapped(value) : null;
		if (inside == null) {
			throw LockKeys.invalid((value == null) ? "is null" : "is an empty " + value.getClass().getSimpleName());
		}
		Optional<String> problem = PROBLEMS.get(inside.getClass());
		if (problem.isPresent()) {
			throw LockKeys.invalid("is a " + inside.getClass().getName() + ", " + problem.get());
		}
		String text = text(inside);
		if (text == null || text.isBlank()) {
			throw LockKeys.invalid("is blank");
		}
		return text;
	}

	private static @Nullable Object unwrapped(Object value) {
		if (value instanceof Optional<?> optional) {
			return optional.orElse(null);
		}
		if (value instanceof OptionalInt optional) {
			return optional.isPresent() ? optional.getAsInt() : null;
		}
		if (value instanceof OptionalLong optional) {
			return optional.isPresent() ? optional.getAsLong() : null;
		}
		if (value instanceof OptionalDouble optional) {
			return optional.isPresent() ? optional.getAsDouble() : null;
		}
		return value;
	}

	private static @Nullable String text(Object value) {
		if (value instanceof Enum<?> constant) {
			return constant.name();
		}
		if (value instanceof BigDecimal number) {
			return text(number);
		}
		if (value instanceof Date date) {
			return text(date);
		}
		if (value instanceof Locale locale) {
			return locale.toLanguageTag();
		}
		if (value instanceof TimeZone zone) {
			return zone.getID();
		}
		if (value instanceof Class<?> type) {
			return type.getName();
		}
		return value.toString();
	}

	/**
	 * Numbers that are equal have the same text, also with another scale.
	 */
	private static String text(BigDecimal number) {
		BigDecimal stripped = number.stripTrailingZeros();
		return (Math.abs(stripped.scale()) <= MAX_SCALE) ? stripped.toPlainString() : stripped.toString();
	}

	@SuppressWarnings("JavaUtilDate") // keys of users may be of this type
	private static String text(Date date) {
		try {
			return date.toInstant().toString();
		}
		catch (UnsupportedOperationException ex) {
			// java.sql.Date and java.sql.Time
			return Instant.ofEpochMilli(date.getTime()).toString();
		}
	}

	/**
	 * Say why no value of a type has a text of its own.
	 * @return the reason, as the rest of a sentence; {@code null} if a value may have one
	 */
	static @Nullable String problem(Class<?> type) {
		boolean list = List.class.isAssignableFrom(type) || type.isAssignableFrom(List.class);
		if (Iterable.class.isAssignableFrom(type) && !list) {
			return "whose elements have no certain order";
		}
		if (Map.class.isAssignableFrom(type)) {
			return "whose entries have no certain order";
		}
		if (type.isArray() || List.class.isAssignableFrom(type)) {
			return "whose elements would be a list inside of a list";
		}
		if (Calendar.class.isAssignableFrom(type)) {
			return "whose text depends on the locale: use its toInstant()";
		}
		if (UnfinishedWork.isUnfinished(type) || type.isSynthetic()) {
			return "which has no value yet";
		}
		boolean open = type.isInterface() || Modifier.isAbstract(type.getModifiers()) || type == Object.class;
		return (open || declaresText(type)) ? null : NO_TEXT;
	}

	private static boolean declaresText(Class<?> type) {
		Method toString = ReflectionUtils.findMethod(type, "toString");
		return type.isPrimitive() || (toString != null && toString.getDeclaringClass() != Object.class);
	}

}
