package io.octostore.lending;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

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

	void timeout(Cancellable timeout) {
		this.timeout = timeout;
	}

	/**
	 * Remember why the last attempt failed, to be able to say so at the end.
	 */
	void failedFor(@Nullable OctoStoreException failure) {
		this.lastFailure = failure;
	}

	@Nullable OctoStoreException lastFailure() {
		return this.lastFailure;
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
