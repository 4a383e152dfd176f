package io.octostore.lending;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.OctoStoreException;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseScheduler.Cancellable;
import io.octostore.lease.LeaseTerms;

/**
 * One caller that wants a lock. The future is completed once, by what comes first: the
 * grant, a failure, the timeout or the caller itself; the rest is for the serial context
 * only.
 */
public final class Waiter {

	private final LeaseTerms terms;

	private final Duration waitFor;

	private final long startedAt;

	private final boolean handOver;

	private final CompletableFuture<Lease> grant = new CompletableFuture<>();

	private volatile boolean shared;

	private volatile boolean contended;

	private @Nullable Cancellable timeout;

	private @Nullable OctoStoreException lastFailure;

	public Waiter(LeaseTerms terms, Duration waitFor, long startedAt, boolean handOver) {
		this.terms = terms;
		this.waitFor = waitFor;
		this.startedAt = startedAt;
		this.handOver = handOver;
	}

	LeaseTerms terms() {
		return this.terms;
	}

	Duration waitFor() {
		return this.waitFor;
	}

	boolean waits() {
		return !this.waitFor.isZero();
	}

	long startedAt() {
		return this.startedAt;
	}

	public CompletableFuture<Lease> grant() {
		return this.grant;
	}

	public boolean isContended() {
		return this.contended;
	}

	void contended() {
		this.contended = true;
	}

	/**
	 * How long a request for this caller may take: a caller that does not wait has the
	 * time of one call, also when it came while the request of another caller was under
	 * way.
	 * @param limit of a request
	 */
	Duration timeLeft(Duration limit, long now) {
		if (waits()) {
			return limit;
		}
		Duration left = limit.minus(Duration.ofNanos(now - this.startedAt));
		return left.isNegative() ? Duration.ZERO : left;
	}

	/**
	 * For how long its first request may be put off: half of the time that it has left.
	 */
	long patience(long now) {
		return Math.max(0, (this.waitFor.toNanos() - (now - this.startedAt)) / 2);
	}

	void timeout(Cancellable timeout) {
		this.timeout = timeout;
	}

	/**
	 * Remember why the last attempt failed, to be able to say so at the end.
	 */
	void failedFor(@Nullable OctoStoreException failure) {
		this.lastFailure = failure;
	}

	/**
	 * Its time is over.
	 * @param lock name of the lock
	 */
	void expire(String lock) {
		OctoStoreException failure = this.lastFailure;
		fail((failure != null && !(failure instanceof LockHeldException)) ? failure
				: new LockAcquireTimeoutException(lock, this.waitFor, failure));
	}

	boolean allowsHandOver() {
		return this.handOver;
	}

	/**
	 * Whether the granted lease was lent to others before.
	 */
	public boolean isShared() {
		return this.shared;
	}

	boolean handOver(Lease lease) {
		this.shared = true;
		return grant(lease);
	}

	boolean grant(Lease lease) {
		stopTimer();
		return this.grant.complete(lease);
	}

	void fail(OctoStoreException error) {
		stopTimer();
		this.grant.completeExceptionally(error);
	}

	void stopTimer() {
		if (this.timeout != null) {
			this.timeout.cancel();
		}
	}

}
