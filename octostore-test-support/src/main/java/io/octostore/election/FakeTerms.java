package io.octostore.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.octostore.Loss;
import io.octostore.LossCertainty;
import io.octostore.LossReason;
import io.octostore.testsupport.SimulatedTime;

/**
 * Terms that a test gives and takes.
 */
final class FakeTerms implements TermSource {

	private final SimulatedTime time;

	private final List<CompletableFuture<FakeTerm>> campaigns = new ArrayList<>();

	private final List<FakeTerm> terms = new ArrayList<>();

	private boolean closed;

	FakeTerms(SimulatedTime time) {
		this.time = time;
	}

	@Override
	public CompletableFuture<FakeTerm> campaign() {
		CompletableFuture<FakeTerm> campaign = new CompletableFuture<>();
		this.campaigns.add(campaign);
		return campaign;
	}

	int campaigns() {
		return this.campaigns.size();
	}

	boolean isCampaigning() {
		return !this.campaigns.isEmpty() && !this.last().isDone();
	}

	CompletableFuture<FakeTerm> last() {
		return this.campaigns.get(this.campaigns.size() - 1);
	}

	FakeTerm elect() {
		return elect(Duration.ofSeconds(24));
	}

	FakeTerm elect(Duration authority) {
		FakeTerm term = new FakeTerm(this.time, this.terms.size() + 1, authority);
		this.terms.add(term);
		last().complete(term);
		return term;
	}

	void refuse(RuntimeException failure) {
		last().completeExceptionally(failure);
	}

	boolean isClosed() {
		return this.closed;
	}

	@Override
	public void close() {
		this.closed = true;
	}

	static final class FakeTerm implements HeldTerm {

		private final SimulatedTime time;

		private final long number;

		private final List<Consumer<Loss>> listeners = new ArrayList<>();

		private final CompletableFuture<Boolean> resigned = new CompletableFuture<>();

		private boolean silent;

		private long deadline;

		private @Nullable Loss loss;

		private boolean resigning;

		FakeTerm(SimulatedTime time, long number, Duration authority) {
			this.time = time;
			this.number = number;
			this.deadline = time.now() + authority.toNanos();
		}

		/**
		 * The server says that the term is over.
		 */
		void lose() {
			lose(LossReason.LEASE_NOT_CURRENT, LossCertainty.CONFIRMED);
		}

		private void lose(LossReason reason, LossCertainty certainty) {
			Loss how = new Loss("place", this.number, reason, certainty);
			this.loss = how;
			if (!this.silent) {
				List.copyOf(this.listeners).forEach((listener) -> listener.accept(how));
			}
		}

		/**
		 * Tell no listener of a loss.
		 */
		void beSilent() {
			this.silent = true;
		}

		void renew(Duration authority) {
			this.deadline = this.time.now() + authority.toNanos();
		}

		boolean isGivenBack() {
			return this.resigning;
		}

		/**
		 * The server answers that the term is given back.
		 */
		void confirm() {
			this.resigned.complete(true);
		}

		@Override
		public long term() {
			return this.number;
		}

		@Override
		public boolean isLeader() {
			if (this.loss == null && this.time.now() >= this.deadline) {
				lose(LossReason.DEADLINE, LossCertainty.UNCERTAIN);
			}
			return this.loss == null && !this.resigning;
		}

		@Override
		public Duration remaining() {
			return isLeader() ? Duration.ofNanos(this.deadline - this.time.now()) : Duration.ZERO;
		}

		@Override
		public Optional<Loss> loss() {
			return Optional.ofNullable(this.loss);
		}

		@Override
		public void onLost(Consumer<Loss> listener) {
			this.listeners.add(listener);
		}

		@Override
		public CompletableFuture<Boolean> resign() {
			this.resigning = true;
			return this.resigned;
		}

	}

}
