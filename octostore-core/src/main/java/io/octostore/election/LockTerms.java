package io.octostore.election;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import io.octostore.Loss;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.OnLost;

/**
 * Terms by a lock: to campaign is to wait for the lock, to lead is to hold it. Knows the
 * locks as applications do.
 */
final class LockTerms implements TermSource {

	/** The longest wait that the locks know; then the next campaign begins. */
	private static final Duration PATIENCE = Duration.ofDays(30);

	private final OctoStoreLocks locks;

	private final String name;

	private final LockOptions options;

	private LockTerms(OctoStoreLocks locks, String name, LockOptions options) {
		this.locks = locks;
		this.name = name;
		this.options = options;
	}

	/**
	 * Create a source.
	 * @throws io.octostore.OctoStoreValidationException if the name or an option breaks a
	 * rule
	 */
	static LockTerms of(OctoStoreLocks locks, String name, LockOptions options) {
		LockTerms terms = new LockTerms(locks, name, forLeaders(options));
		terms.bracket(new Candidate());
		return terms;
	}

	/**
	 * What a leader needs, also where the locks' defaults differ: it waits without an
	 * end, leads without an end, has a fencing token of its own, and is not taken out of
	 * its bracket by a loss, so that no other caller enters before its work has ended.
	 */
	private static LockOptions forLeaders(LockOptions options) {
		return options.withWaitFor(PATIENCE)
			.withOnLost(OnLost.NOTIFY)
			.withMaxHold(Duration.ZERO)
			.withHoldAtLeast(Duration.ZERO)
			.withHandOver(false)
			.withPermits(1);
	}

	private Mono<Void> bracket(Candidate candidate) {
		return this.locks.reactive().withLock(this.name, this.options, candidate::elected);
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // it tells no more than the result
	public CompletableFuture<LockTerm> campaign() {
		Candidate candidate = new Candidate();
		Disposable campaign = bracket(candidate).subscribe((nothing) -> {
		}, candidate::failed, candidate::ended);
		candidate.result.whenComplete((term, failure) -> {
			if (candidate.result.isCancelled()) {
				campaign.dispose();
			}
		});
		return candidate.result;
	}

	@Override
	public void close() {
		// The locks belong to the application
	}

	/**
	 * One campaign.
	 */
	private static final class Candidate {

		private final CompletableFuture<LockTerm> result = new CompletableFuture<>();

		private final CompletableFuture<Boolean> over = new CompletableFuture<>();

		private Mono<Void> elected(HeldLock lock) {
			LockTerm term = new LockTerm(lock, this.over);
			return this.result.complete(term) ? Mono.fromFuture(term.returned, true) : Mono.empty();
		}

		private void failed(Throwable failure) {
			this.result.completeExceptionally(failure);
			this.over.complete(false);
		}

		private void ended() {
			this.over.complete(true);
		}

	}

	/**
	 * A lock that is held for a leader.
	 */
	static final class LockTerm implements HeldTerm {

		private final HeldLock lock;

		private final CompletableFuture<Boolean> over;

		private final CompletableFuture<Void> returned = new CompletableFuture<>();

		private LockTerm(HeldLock lock, CompletableFuture<Boolean> over) {
			this.lock = lock;
			this.over = over;
		}

		@Override
		public long term() {
			return this.lock.fencingToken();
		}

		@Override
		public boolean isLeader() {
			return !this.returned.isDone() && this.lock.isHeld();
		}

		@Override
		public Duration remaining() {
			return this.returned.isDone() ? Duration.ZERO : this.lock.remaining();
		}

		@Override
		public Optional<Loss> loss() {
			return this.lock.loss();
		}

		@Override
		public void onLost(Consumer<Loss> listener) {
			this.lock.onLost(listener);
		}

		@Override
		public CompletableFuture<Boolean> resign() {
			this.returned.complete(null);
			return this.over.copy();
		}

	}

}
