package io.octostore.spring.boot.metrics;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import io.octostore.LossReason;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockActivity;
import io.octostore.lock.LockListener.AcquireEvent;
import io.octostore.lock.LockListener.AcquireOutcome;
import io.octostore.lock.LockListener.ConfirmEvent;
import io.octostore.lock.LockListener.ConfirmOutcome;
import io.octostore.lock.LockListener.EndEvent;
import io.octostore.lock.LockListener.HandOutEvent;
import io.octostore.lock.LockListener.HeldOutcome;
import io.octostore.lock.LockListener.LossEvent;

/**
 * The meters in one registry.
 */
final class LockMeters {

	private static final String NAME_TAG = "lock.name";

	private static final String OUTCOME_TAG = "outcome";

	private static final String CONTENDED_TAG = "contended";

	private static final String REASON_TAG = "reason";

	private final MeterProvider<Timer> acquire;

	private final MeterProvider<Timer> held;

	private final MeterProvider<LongTaskTimer> active;

	private final MeterProvider<Counter> lost;

	private final MeterProvider<Timer> renew;

	private final MeterProvider<Timer> keepalive;

	/** By identity: what is held under one name may change hands between two threads. */
	private final Map<Identity, LongTaskTimer.Sample> running = new ConcurrentHashMap<>();

	LockMeters(MeterRegistry registry, Supplier<@Nullable LockActivity> activity) {
		this.acquire = Timer.builder("octostore.lock.acquire")
			.description("Attempts to acquire a lock, waiting included")
			.withRegistry(registry);
		this.held = Timer.builder("octostore.lock.held")
			.description("Time from the handing out of a lock to its end")
			.withRegistry(registry);
		this.active = LongTaskTimer.builder("octostore.lock.held.active")
			.description("Locks that are held now")
			.withRegistry(registry);
		this.lost = Counter.builder("octostore.lock.lost")
			.description("Locks that were lost while code ran under them")
			.withRegistry(registry);
		this.renew = Timer.builder("octostore.lock.renew").description("Renewals of leases").withRegistry(registry);
		this.keepalive = Timer.builder("octostore.session.keepalive")
			.description("Keepalives of the session")
			.withRegistry(registry);
		for (ConfirmOutcome outcome : ConfirmOutcome.values()) {
			this.renew.withTags(OUTCOME_TAG, tag(outcome));
			this.keepalive.withTags(OUTCOME_TAG, tag(outcome));
		}
		Gauge.builder("octostore.lock.waiting", () -> waiting(activity.get()))
			.description("Callers that wait for a lock")
			.register(registry);
		Gauge.builder("octostore.lock.limit.used", () -> limitUsed(activity.get()))
			.description("Most locks that are held with one credential; the server allows 100 for each user")
			.register(registry);
		Gauge.builder("octostore.session.active", () -> sessionActive(activity.get()))
			.description("Whether there is a session on the server that has not been lost")
			.register(registry);
	}

	private static int waiting(@Nullable LockActivity activity) {
		return (activity != null) ? activity.waiting() : 0;
	}

	private static int limitUsed(@Nullable LockActivity activity) {
		return (activity != null) ? activity.limitUsed() : 0;
	}

	private static int sessionActive(@Nullable LockActivity activity) {
		if (activity == null) {
			return 0;
		}
		return switch (activity.session()) {
			case ALIVE, AT_RISK -> 1;
			case NONE, CREATING, LOST, UNUSED, CLOSED -> 0;
		};
	}

	/**
	 * Register what a lock is going to need, as far as it is likely to be of interest
	 * while it is zero.
	 */
	void register(String name) {
		acquire(name, AcquireOutcome.ACQUIRED, false);
		acquire(name, AcquireOutcome.HELD, true);
		acquire(name, AcquireOutcome.ERROR, false);
		for (HeldOutcome outcome : HeldOutcome.values()) {
			held(name, outcome);
		}
		this.active.withTags(NAME_TAG, name);
		for (LossReason reason : LossReason.values()) {
			lost(name, reason);
		}
	}

	void acquireEnded(AcquireEvent event) {
		acquire(event.label(), event.outcome(), event.contended()).record(event.duration());
	}

	void lockHandedOut(HandOutEvent event) {
		this.running.put(new Identity(event.lock()), this.active.withTags(NAME_TAG, event.label()).start());
	}

	void lockEnded(EndEvent event) {
		LongTaskTimer.Sample sample = this.running.remove(new Identity(event.lock()));
		if (sample != null) {
			sample.stop();
		}
		held(event.label(), event.outcome()).record(event.held());
	}

	void lockLost(LossEvent event) {
		lost(event.label(), event.loss().reason()).increment();
	}

	void leaseRenewed(ConfirmEvent event) {
		this.renew.withTags(OUTCOME_TAG, tag(event.outcome())).record(event.duration());
	}

	void sessionKeptAlive(ConfirmEvent event) {
		this.keepalive.withTags(OUTCOME_TAG, tag(event.outcome())).record(event.duration());
	}

	private Timer acquire(String name, AcquireOutcome outcome, boolean contended) {
		return this.acquire.withTags(NAME_TAG, name, OUTCOME_TAG, tag(outcome), CONTENDED_TAG,
				Boolean.toString(contended));
	}

	private Timer held(String name, HeldOutcome outcome) {
		return this.held.withTags(NAME_TAG, name, OUTCOME_TAG, tag(outcome));
	}

	private Counter lost(String name, LossReason reason) {
		return this.lost.withTags(NAME_TAG, name, REASON_TAG, tag(reason));
	}

	private static String tag(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private static final class Identity {

		private final HeldLock lock;

		private Identity(HeldLock lock) {
			this.lock = lock;
		}

		@Override
		@SuppressWarnings("ReferenceEquality") // the point of this class
		public boolean equals(@Nullable Object other) {
			return other instanceof Identity identity && identity.lock == this.lock;
		}

		@Override
		public int hashCode() {
			return System.identityHashCode(this.lock);
		}

	}

}
