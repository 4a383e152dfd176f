package io.octostore.faults;

import java.lang.reflect.Field;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Private fields, for mutants that do something else with them.
 */
public final class Fields {

	private Fields() {
	}

	/**
	 * The value of a field that has one.
	 */
	public static Object get(Object target, String name) {
		return Objects.requireNonNull(getNullable(target, name), name);
	}

	/**
	 * The value of a field.
	 */
	public static @Nullable Object getNullable(Object target, String name) {
		try {
			return field(target, name).get(target);
		}
		catch (ReflectiveOperationException ex) {
			throw misfit(ex);
		}
	}

	/**
	 * Set a field.
	 */
	public static void set(Object target, String name, @Nullable Object value) {
		try {
			field(target, name).set(target, value);
		}
		catch (ReflectiveOperationException ex) {
			throw misfit(ex);
		}
	}

	private static Field field(Object target, String name) throws ReflectiveOperationException {
		Field field = target.getClass().getDeclaredField(name);
		field.setAccessible(true);
		return field;
	}

	private static LinkageError misfit(ReflectiveOperationException ex) {
		LinkageError misfit = new LinkageError("The mutant does not fit any more", ex);
		MutantLoader.report(misfit);
		return misfit;
	}

}
