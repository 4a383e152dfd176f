package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

import io.octostore.OctoStoreServerException;

/**
 * Follows a lock for one subscriber, over any number of watches.
 * <p>
 * A watch begins with a snapshot. What it tells after that was seen after the snapshot,
 * except for the beginning: the server opens the watch before it takes the snapshot, so
 * that a change in between is told twice, or was undone already. Such events are left
 * out. Not safe for use by several threads at once, which Reactor does not do.
 */
final class LockFollower {

	/** Updates that wait for a slow subscriber. */
	static final int BUFFER = 256;

	/** Age from which on a watch counts as a success, so that pauses begin anew. */
	private static final Duration STABLE = Duration.ofSeconds(10);

	/** How long after a snapshot older events may arrive. */
	private static final Duration OVERLAP = Duration.ofSeconds(5);

	/** Longest pause that a server can ask for. */
	private static final Duration MAX_ADVICE = Duration.ofMinutes(10);

	/**
	 * Many instances lose their watches together when a server ends.
	 */
	private static final RetrySettings PAUSES = RetrySettings.defaults()
		.withMaxDelay(Duration.ofSeconds(30))
		.withJitter(0.5);

	private final String name;

	private final FollowSource source;

	private final DoubleSupplier random;

	private @Nullable LockEvent snapshot;

	private LockEvent last;

	private boolean overlapping;

	private long began;

	private int failures;

	private Duration advice = Duration.ZERO;

	@SuppressWarnings("NullAway") // The first event of each watch sets the last one.
	LockFollower(String name, FollowSource source, DoubleSupplier random) {
		this.name = name;
		this.source = source;
		this.random = random;
	}

	/**
	 * Follow the lock.
	 * @return the updates, to be subscribed to once
	 */
	Flux<LockUpdate> updates() {
		return Flux.defer(this::watch).repeatWhen((ends) -> ends.concatMap((count) -> this.source.after(pause())));
	}

	private Flux<LockUpdate> watch() {
		this.snapshot = null;
		this.advice = Duration.ZERO;
		return this.source.open().<LockUpdate>handle(this::take).onBackpressureBuffer(BUFFER, (update) -> {
		}, BufferOverflowStrategy.ERROR)
			.onErrorResume(this::survive)
			.concatWith(
					Mono.defer(() -> (this.snapshot != null) ? Mono.just(LockUpdate.gap(this.name)) : Mono.empty()));
	}

	private void take(LockEvent event, SynchronousSink<LockUpdate> sink) {
		if (!event.lockName().equals(this.name)) {
			return;
		}
		LockEvent first = this.snapshot;
		if (first == null) {
			this.snapshot = event;
			this.last = event;
			this.overlapping = true;
			this.began = this.source.now();
			sink.next(LockUpdate.snapshot(event));
		}
		else if (!isOverlap(first, event) && !isRepeated(event)) {
			this.last = event;
			sink.next(LockUpdate.change(event));
		}
	}

	/**
	 * Both times are of the server's clock, which may be set back at any time: so they
	 * are not compared for longer than needed.
	 */
	private boolean isOverlap(LockEvent first, LockEvent event) {
		Instant seen = event.observedAt().orElse(Instant.MAX);
		this.overlapping = this.overlapping && seen.isBefore(first.observedAt().orElse(Instant.MIN))
				&& this.source.now() - this.began < OVERLAP.toNanos();
		return this.overlapping;
	}

	private boolean isRepeated(LockEvent event) {
		if (event.type().isFree() || this.last.type().isFree()) {
			return event.type().isFree() && this.last.type().isFree();
		}
		if (!event.fencingToken().equals(this.last.fencingToken())) {
			return false;
		}
		return event.type() == LockEvent.Type.ACQUIRED || event.expiresAt().equals(this.last.expiresAt());
	}

	private Flux<LockUpdate> survive(Throwable failure) {
		if (Exceptions.isOverflow(failure)) {
			return Flux.empty();
		}
		if (failure instanceof OctoStoreServerException refusal) {
			this.advice = refusal.retryAfter().orElse(Duration.ZERO);
		}
		return this.source.passes(failure)
			.flatMapMany((passes) -> passes ? Flux.<LockUpdate>empty() : Flux.error(failure));
	}

	private Duration pause() {
		boolean stable = this.snapshot != null && this.source.now() - this.began >= STABLE.toNanos();
		this.failures = stable ? 1 : this.failures + 1;
		Duration pause = PAUSES.delayAfter(this.failures, this.random.getAsDouble());
		Duration asked = (this.advice.compareTo(MAX_ADVICE) < 0) ? this.advice : MAX_ADVICE;
		return (asked.compareTo(pause) > 0) ? asked : pause;
	}

}
