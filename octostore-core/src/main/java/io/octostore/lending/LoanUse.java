package io.octostore.lending;

import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One user of a loan beside its body. Ends once, whether it is closed or dropped. Thread
 * safe.
 */
public final class LoanUse {

	/** A name that users know: the warning is about what their code does. */
	private static final Logger logger = LoggerFactory.getLogger("io.octostore.lock.OctoStoreLocks");

	private final Loan loan;

	private final AtomicBoolean ended = new AtomicBoolean();

	LoanUse(Loan loan) {
		this.loan = loan;
	}

	/**
	 * End this use when nothing refers to a handle any more.
	 * @return the handle
	 */
	public <T> T endWithout(T handle) {
		this.loan.watch(handle, this::dropped);
		return handle;
	}

	/**
	 * In the engine's serial context.
	 */
	private void dropped() {
		if (!end() || this.loan.isClosed()) {
			return;
		}
		logger.warn("Lock '{}' (fencing token {}) was kept for work that never began or ended, and nothing refers to "
				+ "that work any more; the lock is let go now. Subscribe to each publisher that a locked method "
				+ "returns", this.loan.name(), this.loan.fencingToken());
		this.loan.endsExceptionally();
		if (this.loan.leave()) {
			this.loan.releaseLater();
		}
	}

	/**
	 * End this use.
	 * @return whether it had not ended before; the user is to {@link Loan#leave} then
	 */
	public boolean end() {
		return this.ended.compareAndSet(false, true);
	}

}
