package io.octostore.faults;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a mutant does instead of a safeguard. Knows the product by values only, so that it
 * need not follow when the product is renamed.
 */
@FunctionalInterface
interface Replacement {

	/**
	 * Be called instead.
	 * @return what the safeguard would have returned
	 * @throws Throwable what the safeguard would have thrown
	 */
	@Nullable Object call(Call call) throws Throwable;

	/**
	 * One call of a safeguard.
	 */
	final class Call {

		private final @Nullable Object target;

		private final Object[] arguments;

		private final Class<?> type;

		private final String original;

		/**
		 * Create a call.
		 * @param target the object whose method is called, unless that is static
		 * @param arguments what it is called with
		 * @param type the class that has the method
		 * @param original name of the method that does what the safeguard does
		 */
		Call(@Nullable Object target, Object[] arguments, Class<?> type, String original) {
			this.target = target;
			this.arguments = arguments;
			this.type = type;
			this.original = original;
		}

		/**
		 * The object whose method is called.
		 */
		Object target() {
			return Objects.requireNonNull(this.target, "a static method has no target");
		}

		@Nullable Object argument(int index) {
			return this.arguments[index];
		}

		long number(int index) {
			return ((Number) this.arguments[index]).longValue();
		}

		Duration duration(int index) {
			return (Duration) this.arguments[index];
		}

		/**
		 * Run a task that is one of the arguments.
		 */
		@Nullable Object run(int index) throws FromTheProduct {
			try {
				((Runnable) this.arguments[index]).run();
				return null;
			}
			catch (RuntimeException | Error ex) {
				throw new FromTheProduct(ex);
			}
		}

		/**
		 * Do what the safeguard does.
		 */
		@Nullable Object proceed() throws Throwable {
			return proceedWith(this.arguments);
		}

		/**
		 * Do what the safeguard does, with other arguments.
		 */
		@Nullable Object proceedWith(Object... others) throws Throwable {
			Method method = Arrays.stream(this.type.getDeclaredMethods())
				.filter((one) -> one.getName().equals(this.original))
				.findAny()
				.orElseThrow();
			method.setAccessible(true);
			try {
				return method.invoke(this.target, others);
			}
			catch (InvocationTargetException ex) {
				throw new FromTheProduct(ex.getCause());
			}
		}

	}

	/**
	 * A failure that comes from the product and not from the replacement.
	 */
	final class FromTheProduct extends Exception {

		FromTheProduct(Throwable cause) {
			super(cause);
		}

	}

}
