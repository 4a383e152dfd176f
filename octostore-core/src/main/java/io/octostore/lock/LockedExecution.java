package io.octostore.lock;

import org.jspecify.annotations.Nullable;

import io.octostore.LockLostException;
import io.octostore.internal.BodyGate;
import io.octostore.internal.Safeguard;
import io.octostore.lending.Loan;

/**
 * Runs bodies under a lock and decides how the call ends.
 */
final class LockedExecution {

	private LockedExecution() {
	}

	/**
	 * Run a body on behalf of one user of a lock, who leaves it then.
	 */
	static <T extends @Nullable Object, E extends Throwable> T run(LockHandle lock, LockedBody<T, E> body) throws E {
		Loan loan = lock.loan();
		BodyGate gate = new BodyGate(Thread.currentThread());
		if (lock.borrowing().onLost() == OnLost.INTERRUPT) {
			loan.interruptWith(gate::interrupt);
		}
		LockObserver.Scope scope = lock.borrowing().holding().open();
		try {
			return bracket(lock, body, gate);
		}
		catch (Throwable ex) {
			loan.endsExceptionally();
			lock.borrowing().bodyFailed(ex);
			throw ex;
		}
		finally {
			scope.close();
			if (loan.leave()) {
				loan.close();
			}
		}
	}

	/**
	 * Run a body under a lock that the running code has already.
	 */
	static <T extends @Nullable Object, E extends Throwable> T runInside(LockHandle lock, LockedBody<T, E> body)
			throws E {
		return bracket(lock, body, null);
	}

	/**
	 * Run a body. A loss outweighs what the body did: a result that was produced without
	 * authority must not look like a success.
	 */
	private static <T extends @Nullable Object, E extends Throwable> T bracket(LockHandle lock, LockedBody<T, E> body,
			@Nullable BodyGate gate) throws E {
		T result;
		CurrentLock.push(lock);
		try {
			enter(lock);
			result = body.run(lock);
		}
		catch (Throwable failure) {
			LockLostException lost = loss(lock);
			if (lost != null && !(failure instanceof LockLostException)) {
				lost.addSuppressed(failure);
				throw lost;
			}
			throw failure;
		}
		finally {
			CurrentLock.pop();
			if (gate != null) {
				gate.close();
			}
		}
		LockLostException lost = loss(lock);
		if (lost != null) {
			throw lost;
		}
		return result;
	}

	/**
	 * The thread may have stood still since the lock was granted.
	 */
	@Safeguard("no-body-begins-without-its-lock")
	private static void enter(HeldLock lock) {
		lock.ensureHeld();
	}

	/**
	 * How the lock was lost, if it was.
	 */
	@Safeguard("a-loss-outweighs-the-result")
	static @Nullable LockLostException loss(HeldLock lock) {
		// Looks at the clock: a deadline that has passed meanwhile is a loss from now on
		return lock.isHeld() ? null : lock.loss().map(LockLostException::new).orElse(null);
	}

}
