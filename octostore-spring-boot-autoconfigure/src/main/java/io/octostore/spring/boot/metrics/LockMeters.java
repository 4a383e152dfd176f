package io.octostore.spring.boot.metrics;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

import io.octostore.LossReason;
import io.octostore.lock.LockActivity;
import io.octostore.lock.LockListener.AcquireOutcome;
import io.octostore.lock.LockListener.ConfirmEvent;
import io.octostore.lock.LockListener.ConfirmOutcome;
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

	/** What the timers of all observations have. */
	private static final String ERROR_TAG = "error";

	private static final String NO_ERROR = "none";

	private final MeterProvider<Timer> acquire;

	private final MeterProvider<Timer> held;

	private final MeterProvider<Counter> lost;

	private final MeterProvider<Timer> renew;

	private final MeterProvider<Timer> keepalive;

	LockMeters(MeterRegistry registry, Supplier<@Nullable LockActivity> activity) {
		this.acquire = Timer.builder("octostore.lock.acquire").withRegistry(registry);
		this.held = Timer.builder("octostore.lock.held").withRegistry(registry);
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
	 * Register the losses of a lock, so that zero is visible.
	 */
	void registerLosses(String name) {
		for (LossReason reason : LossReason.values()) {
			lost(name, reason);
		}
	}

	/**
	 * Register what observations of a lock will measure, as far as it is likely to be of
	 * interest while it is zero.
	 */
	void registerTimers(String name) {
		acquire(name, AcquireOutcome.ACQUIRED, false);
		acquire(name, AcquireOutcome.HELD, true);
		for (HeldOutcome outcome : List.of(HeldOutcome.RELEASED, HeldOutcome.UNCONFIRMED)) {
			this.held.withTags(NAME_TAG, name, OUTCOME_TAG, tag(outcome), ERROR_TAG, NO_ERROR);
		}
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

	private void acquire(String name, AcquireOutcome outcome, boolean contended) {
		this.acquire.withTags(NAME_TAG, name, OUTCOME_TAG, tag(outcome), CONTENDED_TAG, Boolean.toString(contended),
				ERROR_TAG, NO_ERROR);
	}

	private Counter lost(String name, LossReason reason) {
		return this.lost.withTags(NAME_TAG, name, REASON_TAG, tag(reason));
	}

	private static String tag(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
