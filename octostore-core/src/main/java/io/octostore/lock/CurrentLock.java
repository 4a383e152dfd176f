package io.octostore.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.octostore.lending.Lender;

/**
 * The lock under which the current thread runs: inside an annotated method or one of the
 * {@code execute} methods of {@link OctoStoreLocks}.
 * <p>
 * Bound to the thread; work that is handed to another thread must take the
 * {@link HeldLock} with it.
 *
 * @since 0.1.0
 */
public final class CurrentLock {

	private static final ThreadLocal<@Nullable Frame> CURRENT = new ThreadLocal<>();

	private CurrentLock() {
	}

	/**
	 * The innermost lock of the running code.
	 * @return the lock
	 * @throws IllegalStateException if the thread runs under none
	 */
	public static HeldLock get() {
		return find().orElseThrow(() -> new IllegalStateException("No lock is held by the current thread's call: "
				+ "the method is not annotated with @DistributedLock, was called on 'this' instead of the bean, "
				+ "or runs on another thread"));
	}

	/**
	 * The innermost lock of the running code, if there is one.
	 * @return the lock
	 */
	public static Optional<HeldLock> find() {
		Frame frame = CURRENT.get();
		return (frame != null) ? Optional.of(frame.lock()) : Optional.empty();
	}

	/**
	 * All locks of the running code, the innermost first: those of the calls that the
	 * thread is inside of.
	 * @return the locks; empty if the thread runs under none
	 */
	public static List<HeldLock> all() {
		Frame frame = CURRENT.get();
		if (frame == null) {
			return List.of();
		}
		List<HeldLock> locks = new ArrayList<>();
		for (; frame != null; frame = frame.outer()) {
			locks.add(frame.lock());
		}
		return locks;
	}

	/**
	 * Keep the innermost lock beyond the end of the body that runs under it, until the
	 * returned lock is closed. For infrastructure that knows of something which ends
	 * later than the body, such as a transaction.
	 * @return the lock, to be closed in any case
	 * @throws IllegalStateException if the thread runs under no lock, or under one that
	 * cannot be kept
	 */
	public static RetainedLock retain() {
		if (get() instanceof LockHandle lock) {
			return Retention.of(lock);
		}
		throw new IllegalStateException("Lock '" + get().name() + "' cannot be kept beyond the end of its body");
	}

	/**
	 * Fencing token of {@link #get()}.
	 * @return the token
	 * @throws IllegalStateException if the thread runs under no lock
	 */
	public static long fencingToken() {
		return get().fencingToken();
	}

	/**
	 * Let the current thread run under some locks in addition to those that it runs under
	 * already. For infrastructure that takes a body from thread to thread, as coroutines
	 * do.
	 * @param locks the locks, the innermost first
	 * @return ends it, on the same thread
	 */
	public static Binding bind(List<? extends HeldLock> locks) {
		Frame before = CURRENT.get();
		pushAll(locks);
		return () -> {
			if (before != null) {
				CURRENT.set(before);
			}
			else {
				CURRENT.remove();
			}
		};
	}

	/**
	 * Let the current thread run under exactly these locks. For infrastructure that
	 * brings what a thread knows to another one, and restores it after, as context
	 * propagation does: there, and in the context of a reactive pipeline, the list is
	 * found by this class.
	 * @param locks the locks, the innermost first; empty for none
	 */
	public static void replace(List<? extends HeldLock> locks) {
		CURRENT.remove();
		pushAll(locks);
	}

	private static void pushAll(List<? extends HeldLock> innermostFirst) {
		for (int index = innermostFirst.size() - 1; index >= 0; index--) {
			push(innermostFirst.get(index));
		}
	}

	static void push(HeldLock lock) {
		CURRENT.set(new Frame(lock, CURRENT.get()));
	}

	static void pop() {
		Frame frame = CURRENT.get();
		if (frame == null || frame.outer() == null) {
			CURRENT.remove();
		}
		else {
			CURRENT.set(frame.outer());
		}
	}

	/**
	 * Find the lock of some names that the running code already has from a lender.
	 */
	static @Nullable LockHandle held(Lender lender, List<String> names) {
		for (Frame frame = CURRENT.get(); frame != null; frame = frame.outer()) {
			if (frame.lock() instanceof LockHandle lock && lock.borrowing().isServedBy(lender)
					&& names.contains(lock.name())) {
				return lock;
			}
		}
		return null;
	}

	private record Frame(HeldLock lock, @Nullable Frame outer) {
	}

	/**
	 * Locks that a thread runs under for a while.
	 */
	@FunctionalInterface
	public interface Binding extends AutoCloseable {

		/**
		 * Let the thread run under the locks that it ran under before.
		 */
		@Override
		void close();

	}

}
