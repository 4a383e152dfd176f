package io.octostore.lock;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import io.octostore.LockLostException;
import io.octostore.Loss;
import io.octostore.lending.Loan;
import io.octostore.lending.Permits;

/**
 * What a caller, a body or a listener has of a loan. If a caller has to close it, nothing
 * but the caller may refer to it: the loan ends when it is dropped.
 */
final class LockHandle implements HeldLock {

	private final Loan loan;

	private final Borrowing borrowing;

	LockHandle(Loan loan, Borrowing borrowing) {
		this.loan = loan;
		this.borrowing = borrowing;
	}

	/**
	 * A handle for a caller, whose loan ends when it is dropped.
	 */
	LockHandle forCaller() {
		return this.loan.releaseWithout(new LockHandle(this.loan, this.borrowing));
	}

	Loan loan() {
		return this.loan;
	}

	Borrowing borrowing() {
		return this.borrowing;
	}

	@Override
	public String name() {
		return this.loan.name();
	}

	@Override
	public int permit() {
		return Permits.number(name());
	}

	@Override
	public long fencingToken() {
		return this.loan.fencingToken();
	}

	@Override
	public boolean isShared() {
		return this.loan.isShared();
	}

	@Override
	public boolean isHeld() {
		return this.loan.isHeld();
	}

	@Override
	public Duration remaining() {
		return this.loan.remaining();
	}

	@Override
	public void ensureHeld() {
		ensureHeld(Duration.ZERO);
	}

	@Override
	public void ensureHeld(Duration need) {
		if (isHeld()) {
			Duration remaining = remaining();
			if (remaining.compareTo(need) < 0) {
				throw new IllegalStateException("Lock '" + name() + "' is held for another " + remaining.toMillis()
						+ " ms only, " + need.toMillis() + " ms are needed");
			}
			return;
		}
		Loss lost = loss()
			.orElseThrow(() -> new IllegalStateException("Lock '" + name() + "' was closed and is not held any more"));
		throw new LockLostException(lost);
	}

	@Override
	public void extendMaxHold(Duration maxHold) {
		LockOptions.checkMaxHold(maxHold);
		ensureHeld();
		this.loan.extendMaxHold(maxHold);
	}

	@Override
	public void onLost(Consumer<Loss> listener) {
		this.loan.onLost(listener);
	}

	@Override
	public void onAtRisk(Consumer<HeldLock> listener) {
		WeakReference<HeldLock> self = new WeakReference<>(this);
		this.loan.onAtRisk(() -> {
			HeldLock handle = self.get();
			if (handle != null) {
				listener.accept(handle);
			}
		});
	}

	@Override
	public Optional<Loss> loss() {
		return this.loan.loss();
	}

	@Override
	public void close() {
		try {
			this.loan.close();
		}
		finally {
			// A lock that is just being closed was not dropped
			Reference.reachabilityFence(this);
		}
	}

	@Override
	public String toString() {
		return this.loan.toString();
	}

}
