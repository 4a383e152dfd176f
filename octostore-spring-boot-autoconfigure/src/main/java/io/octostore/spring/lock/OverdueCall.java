package io.octostore.spring.lock;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

import io.octostore.lock.DistributedLock;
import io.octostore.spring.lock.MethodLock.Wanted;

/**
 * The next call of one cron job: looks at its locks from shortly after the fire time on,
 * at shorter distances than any run holds them, until the call comes or a run of another
 * instance for the same fire time is seen. Thread safe.
 */
final class OverdueCall {

	private static final Logger logger = LoggerFactory.getLogger(DistributedLock.class);

	/** How long an answer is waited for. */
	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	/** A schedule that has no more calls is not looked after for ever. */
	private static final int MAX_LOOKS = 1_000;

	private final LockMethod method;

	private final Supplier<LockAnnotationSettings> settings;

	private final Scheduler timer;

	private final BooleanSupplier closed;

	/** What the job needs; guarded by this, as all that follows. */
	private List<Wanted> locks = List.of();

	/** The fire time that the scheduler calls for next, as far as is known. */
	private @Nullable ZonedDateTime due;

	private int running;

	private int looks;

	/** Tells answers of former looks. */
	private int generation;

	private @Nullable Disposable next;

	/** Completes when the latest look has its answer. */
	private CompletableFuture<?> answered = CompletableFuture.completedFuture(null);

	private @Nullable Seen seen;

	OverdueCall(LockMethod method, Supplier<LockAnnotationSettings> settings, Scheduler timer, BooleanSupplier closed) {
		this.method = method;
		this.settings = settings;
		this.timer = timer;
		this.closed = closed;
	}

	/**
	 * Look after the first call.
	 * @param wanted locks of the job
	 */
	synchronized void expect(List<Wanted> wanted) {
		this.locks = wanted;
		this.due = times().flatMap((times) -> times.following(null)).orElse(null);
		await(this.due);
	}

	/**
	 * The call has come. Waits for the answer to a look that is under way.
	 * @param wanted its locks
	 * @return the call, which has to be ended
	 */
	ScheduledCall begin(List<Wanted> wanted) {
		CompletableFuture<?> answer;
		synchronized (this) {
			this.running++;
			answer = this.answered;
		}
		answer.completeOnTimeout(null, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
		return begun(wanted);
	}

	private synchronized ScheduledCall begun(List<Wanted> wanted) {
		this.locks = wanted;
		this.looks = 0;
		cancel();
		ZonedDateTime fireTime = times().flatMap((times) -> times.ofCall(this.due)).orElse(null);
		Seen known = (this.seen != null && this.seen.isFor(fireTime, wanted)) ? this.seen : null;
		String ranOn = (known != null) ? known.holder() : null;
		boolean first = known != null && ranOn == null
				&& times().filter((times) -> times.isWithinLooks(known.at(), hold())).isPresent();
		Duration late = times().map((times) -> times.late(fireTime)).orElse(Duration.ZERO);
		return new ScheduledCall(this, fireTime, ranOn, first, late);
	}

	/**
	 * A call has ended, and the next one is due at the next fire time.
	 * @param fireTime that of the call
	 */
	synchronized void end(@Nullable ZonedDateTime fireTime) {
		this.running--;
		this.seen = null;
		this.due = times().flatMap((times) -> times.following(fireTime)).orElse(null);
		await(this.due);
	}

	/**
	 * What an instance stores with a lock that it has for a run, and looks for.
	 */
	String run(ZonedDateTime fireTime) {
		return this.method.run(fireTime);
	}

	private Optional<FireTimes> times() {
		return this.locks.stream().findFirst().map((wanted) -> wanted.lock().fireTimes());
	}

	/**
	 * The shortest time for which a run may hold its locks, if they all are set.
	 */
	private Optional<Duration> hold() {
		return this.locks.stream()
			.flatMap((wanted) -> wanted.lock().options().holdAtLeast().stream())
			.min(Duration::compareTo);
	}

	/**
	 * Wait until it is time to look.
	 * @param fireTime for which fire time, {@code null} for the present one again
	 */
	private void await(@Nullable ZonedDateTime fireTime) {
		cancel();
		if (this.running > 0 || this.looks >= MAX_LOOKS || this.closed.getAsBoolean()) {
			return;
		}
		int number = this.generation;
		times().flatMap((times) -> times.untilLook(hold(), fireTime))
			.ifPresent((delay) -> this.next = this.timer.schedule(() -> look(number), delay.toNanos(),
					TimeUnit.NANOSECONDS));
	}

	private void cancel() {
		this.generation++;
		if (this.next != null) {
			this.next.dispose();
			this.next = null;
		}
	}

	private void look(int number) {
		List<Wanted> wanted;
		ZonedDateTime fireTime;
		CompletableFuture<?> answer = new CompletableFuture<>();
		synchronized (this) {
			fireTime = times().flatMap(FireTimes::latest).orElse(null);
			if (number != this.generation || fireTime == null || this.closed.getAsBoolean()) {
				return;
			}
			this.looks++;
			if (!this.settings.get().acceptsWork()) {
				await(null);
				return;
			}
			wanted = this.locks;
			this.answered = answer;
		}
		OtherHolders others = this.settings.get().otherHolders();
		String run = run(fireTime);
		Flux.fromIterable(wanted)
			.concatMap((lock) -> others.find(lock.name(), run))
			.next()
			.timeout(TIMEOUT)
			.map(Optional::of)
			.defaultIfEmpty(Optional.empty())
			.doFinally((signal) -> answer.complete(null))
			.subscribe((holder) -> seen(number, fireTime, wanted, holder.orElse(null)), (failure) -> {
				logger.debug("The locks of an overdue job could not be looked at", failure);
				failed(number);
			});
	}

	private synchronized void seen(int number, ZonedDateTime fireTime, List<Wanted> wanted, @Nullable String holder) {
		if (number != this.generation) {
			return;
		}
		ZonedDateTime now = times().map(FireTimes::now).orElse(fireTime);
		this.seen = new Seen(fireTime, names(wanted), holder, now);
		await((holder != null) ? times().flatMap((times) -> times.following(fireTime)).orElse(null) : null);
	}

	private synchronized void failed(int number) {
		if (number == this.generation) {
			await(null);
		}
	}

	private static List<String> names(List<Wanted> wanted) {
		return wanted.stream().map(Wanted::name).toList();
	}

	synchronized void close() {
		cancel();
	}

	/**
	 * What the latest look has shown.
	 *
	 * @param fireTime which runs were looked for
	 * @param names locks that were looked at; those of a call may have another key
	 * @param holder which other instance has run the job for that fire time, {@code null}
	 * if none was seen
	 * @param at when
	 */
	private record Seen(ZonedDateTime fireTime, List<String> names, @Nullable String holder, ZonedDateTime at) {

		boolean isFor(@Nullable ZonedDateTime called, List<Wanted> wanted) {
			return called != null && called.toInstant().equals(this.fireTime.toInstant())
					&& this.names.equals(OverdueCall.names(wanted));
		}

	}

}
