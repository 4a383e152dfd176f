package io.octostore.election;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.Loss;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseTimings;

/**
 * A term that is lent to the caller that campaigned for it.
 */
final class HeldLeadership implements HeldTerm, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(LeaderElection.class);

	/** How much longer than the exchange a caller waits for the news of its end. */
	private static final Duration MARGIN = Duration.ofMillis(500);

	private final Lease lease;

	private final Room room;

	private final Executor callbacks;

	private final CompletableFuture<Loss> lost = new CompletableFuture<>();

	private final CompletableFuture<Boolean> resigned = new CompletableFuture<>();

	private final AtomicBoolean closed = new AtomicBoolean();

	HeldLeadership(Lease lease, Room room, Executor callbacks) {
		this.lease = lease;
		this.room = room;
		this.callbacks = callbacks;
		lease.onLoss((how) -> this.lost.complete(describe(how)));
	}

	String room() {
		return this.room.id();
	}

	@Override
	public long term() {
		return this.lease.fencingToken();
	}

	@Override
	public boolean isLeader() {
		return !this.closed.get() && this.lease.isHeld();
	}

	@Override
	public Duration remaining() {
		return this.closed.get() ? Duration.ZERO : this.lease.remaining();
	}

	@Override
	public Optional<Loss> loss() {
		return this.lease.loss().map(this::describe);
	}

	private Loss describe(io.octostore.lease.Loss how) {
		return new Loss(room(), term(), how.reason(), how.certainty());
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // what a listener throws is logged
	public void onLost(Consumer<Loss> listener) {
		this.lost.thenAcceptAsync((loss) -> tell(listener, loss), this.callbacks);
	}

	private void tell(Consumer<Loss> listener, Loss loss) {
		if (this.closed.get()) {
			return;
		}
		try {
			listener.accept(loss);
		}
		catch (Throwable ex) {
			logger.warn("A listener of a leadership failed", ex);
		}
	}

	@Override
	public CompletableFuture<Boolean> resign() {
		end();
		return this.resigned.copy();
	}

	/**
	 * Stop leading, without waiting for what becomes of it.
	 */
	void end() {
		if (this.closed.compareAndSet(false, true)) {
			this.room.giveBack(this.lease, (outcome) -> this.callbacks
				.execute(() -> this.resigned.complete(outcome == Lease.ReleaseOutcome.RELEASED)));
		}
	}

	/**
	 * As {@link #resign()}, and wait for the answer, except on a thread that must not
	 * block. Never throws; an interrupt ends the wait only, and is preserved.
	 */
	@Override
	public void close() {
		DefaultLeaderRooms.await(resign(), LeaseTimings.RELEASE_TIMEOUT.plus(MARGIN),
				() -> logger.debug("The end of term {} of room '{}' is not known yet", term(), room()));
	}

	/**
	 * The rooms are being closed.
	 */
	void endForShutdown() {
		this.lease.endForShutdown();
	}

	@Override
	public String toString() {
		return "Leadership[" + room() + ", term=" + term() + ", leader=" + isLeader() + "]";
	}

}
