package io.octostore.spring.boot.history;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.octostore.LockHeldException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockListener;
import io.octostore.spring.boot.history.LockHistoryEntry.Draft;
import io.octostore.spring.boot.history.LockHistoryEntry.Kind;

/**
 * Records events about locks. Thread safe.
 *
 * @since 0.1.0
 */
public final class LockHistoryRecorder implements LockListener {

	private final LockHistory history;

	private final InstantSource clock;

	private final Function<String, @Nullable Instant> nextFireTime;

	private final Consumer<LockHistoryEntry> follower;

	/** Locks that are held now, by name and fencing token. */
	private final Map<String, HandOut> held = new ConcurrentHashMap<>();

	/** When the server stopped answering, if it has. */
	private final AtomicReference<@Nullable Instant> silentSince = new AtomicReference<>();

	/**
	 * Create a recorder.
	 * @param history takes the entries
	 * @param clock the clock of this instance
	 * @param nextFireTime gives the next fire time of the method with a lock, by the name
	 * of the lock without prefix and key; {@code null} if there is none
	 * @param follower receives each entry after it was recorded
	 */
	public LockHistoryRecorder(LockHistory history, InstantSource clock,
			Function<String, @Nullable Instant> nextFireTime, Consumer<LockHistoryEntry> follower) {
		this.history = history;
		this.clock = clock;
		this.nextFireTime = nextFireTime;
		this.follower = follower;
	}

	@Override
	public void acquireEnded(AcquireEvent event) {
		if (event.failure() instanceof OctoStoreNetworkException) {
			fellSilent();
		}
		else if (event.outcome() == AcquireOutcome.ACQUIRED || held(event.failure()) != null) {
			answered();
		}
		Kind kind = kind(event.outcome());
		if (kind != null) {
			LockHeldException reason = held(event.failure());
			write(LockHistoryEntry.draft(kind, event.lockName())
				.waited(event.duration())
				.holder(holder(reason))
				.reason(reason(event, reason))
				.nextFireTime(this.nextFireTime.apply(event.label())));
		}
	}

	private static @Nullable Kind kind(AcquireOutcome outcome) {
		return switch (outcome) {
			case ACQUIRED -> null;
			case HELD, DELAYED -> Kind.SKIPPED;
			case TIMEOUT -> Kind.TIMED_OUT;
			case CANCELLED -> Kind.CANCELLED;
			case ERROR -> Kind.FAILED;
		};
	}

	/**
	 * What is known of the holder.
	 */
	private static @Nullable LockHeldException held(@Nullable Throwable failure) {
		if (failure != null && failure.getCause() instanceof LockHeldException cause) {
			return cause;
		}
		return (failure instanceof LockHeldException held) ? held : null;
	}

	private static @Nullable String holder(@Nullable LockHeldException held) {
		if (held == null || held.isDelayed()) {
			return null;
		}
		return held.metadata()
			.filter((metadata) -> !metadata.isBlank())
			.or(held::holder)
			.orElse("another caller in this instance");
	}

	private static @Nullable String reason(AcquireEvent event, @Nullable LockHeldException held) {
		if (event.outcome() == AcquireOutcome.DELAYED) {
			return "the lock is in its cooling period";
		}
		if (held != null) {
			return held.expiresAt()
				.map((until) -> "until " + until.truncatedTo(ChronoUnit.SECONDS) + " unless renewed")
				.orElse(null);
		}
		return (event.failure() != null && event.outcome() == AcquireOutcome.ERROR) ? event.failure().getMessage()
				: null;
	}

	@Override
	public void lockHandedOut(HandOutEvent event) {
		this.held.put(key(event.lock()), new HandOut(this.clock.instant(), event.waited()));
	}

	@Override
	public void lockEnded(EndEvent event) {
		if (event.outcome() == HeldOutcome.LOST) {
			// Recorded by lockLost, which has been called or is about to be
			return;
		}
		HandOut handOut = this.held.remove(key(event.lock()));
		write(LockHistoryEntry.draft((event.failure() != null) ? Kind.THREW : Kind.RAN, event.lock().name())
			.fencingToken(event.lock().fencingToken())
			.waited((handOut != null) ? handOut.waited() : null)
			.held(event.held())
			.reason(reason(event))
			.nextFireTime(this.nextFireTime.apply(event.label())));
	}

	/**
	 * Shows the class of an exception alone, because messages may hold secrets.
	 */
	private static @Nullable String reason(EndEvent event) {
		List<String> reasons = new ArrayList<>();
		if (event.failure() != null) {
			reasons.add("the code ended with " + event.failure().getClass().getName());
		}
		if (event.outcome() == HeldOutcome.UNCONFIRMED) {
			reasons.add("the server has not confirmed the release");
		}
		return reasons.isEmpty() ? null : String.join(", ", reasons);
	}

	@Override
	public void lockAtRisk(RiskEvent event) {
		write(LockHistoryEntry.draft(Kind.AT_RISK, event.lockName())
			.reason("held for another " + Sentences.length(event.remaining()) + " without confirmation"));
	}

	@Override
	public void lockLost(LossEvent event) {
		HandOut handOut = this.held.remove(event.loss().name() + " " + event.loss().fencingToken());
		write(LockHistoryEntry.draft(Kind.LOST, event.loss().name())
			.fencingToken(event.loss().fencingToken())
			.held((handOut != null) ? Duration.between(handOut.time(), this.clock.instant()) : null)
			.reason(event.loss().reason().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
	}

	@Override
	public void leaseRenewed(ConfirmEvent event) {
		confirmed(event.outcome());
	}

	@Override
	public void sessionKeptAlive(ConfirmEvent event) {
		confirmed(event.outcome());
	}

	private void confirmed(ConfirmOutcome outcome) {
		if (outcome == ConfirmOutcome.UNCERTAIN) {
			fellSilent();
		}
		else {
			answered();
		}
	}

	/**
	 * A run of a job was left out because the job is paused.
	 * @param lockName full name of the lock
	 * @param label the name without prefix and key
	 * @param pause describes the pause
	 */
	public void leftOut(String lockName, String label, String pause) {
		write(LockHistoryEntry.draft(Kind.SKIPPED, lockName)
			.reason("the job is " + pause)
			.nextFireTime(this.nextFireTime.apply(label)));
	}

	/**
	 * A job was paused at this instance.
	 * @param lockName full name of the lock
	 * @param pause describes the pause
	 */
	public void paused(String lockName, String pause) {
		write(LockHistoryEntry.draft(Kind.PAUSED, lockName).reason(pause));
	}

	/**
	 * A job was resumed at this instance.
	 * @param lockName full name of the lock
	 */
	public void resumed(String lockName) {
		write(LockHistoryEntry.draft(Kind.RESUMED, lockName));
	}

	private void fellSilent() {
		if (this.silentSince.compareAndSet(null, this.clock.instant())) {
			write(LockHistoryEntry.draft(Kind.UNREACHABLE, ""));
		}
	}

	private void answered() {
		Instant since = this.silentSince.getAndSet(null);
		if (since != null) {
			Duration outage = Duration.between(since, this.clock.instant());
			write(LockHistoryEntry.draft(Kind.RECOVERED, "").held(outage).reason("after " + Sentences.length(outage)));
		}
	}

	private static String key(HeldLock lock) {
		return lock.name() + " " + lock.fencingToken();
	}

	private void write(Draft draft) {
		this.follower.accept(this.history.add(draft));
	}

	/**
	 * The hand-out of a lock.
	 *
	 * @param time when
	 * @param waited how long the caller had waited
	 */
	private record HandOut(Instant time, Duration waited) {
	}

}
