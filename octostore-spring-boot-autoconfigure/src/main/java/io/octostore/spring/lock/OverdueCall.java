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
 * The next call of one cron job: looks at its locks from a while after the fire time on,
 * at shorter distances than any run holds them, until the call comes or another instance
 * is seen. Thread safe.
 */
final class OverdueCall {

	private static final Logger logger = LoggerFactory.getLogger(DistributedLock.class);

	/** How long an answer is waited for. */
	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	/** A schedule that has no more calls is not looked after for ever. */
	private static final int MAX_LOOKS = 1_000;

	private final Supplier<LockAnnotationSettings> settings;

	private final Scheduler timer;

	private final BooleanSupplier closed;

	/** What the job needs; guarded by this, as all that follows. */
	private List<Wanted> locks = List.of();

	private int running;

	private int looks;

	/** Tells answers of former looks. */
	private int generation;

	private @Nullable Disposable next;

	/** Completes when the latest look has its answer. */
	private CompletableFuture<?> answered = CompletableFuture.completedFuture(null);

	/** For which fire time the locks were looked at. */
	private @Nullable ZonedDateTime fireTime;

	/** Which other instance has run the job for that fire time. */
	private @Nullable String ranOn;

	/** When no other instance had the locks of that fire time. */
	private @Nullable ZonedDateTime freeAt;

	OverdueCall(Supplier<LockAnnotationSettings> settings, Scheduler timer, BooleanSupplier closed) {
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
		await(true);
	}

	/**
	 * The call has come. Waits for the answer to a look that is under way.
	 * @param wanted its locks
	 */
	void begin(List<Wanted> wanted) {
		CompletableFuture<?> answer;
		synchronized (this) {
			this.running++;
			answer = this.answered;
		}
		answer.completeOnTimeout(null, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).join();
		begun(wanted);
	}

	private synchronized void begun(List<Wanted> wanted) {
		this.locks = wanted;
		this.looks = 0;
		cancel();
	}

	/**
	 * The call has ended, and the next one is due at the next fire time.
	 */
	synchronized void end() {
		this.running--;
		this.fireTime = null;
		await(true);
	}

	/**
	 * Which other instance has run the job for the fire time that a call now belongs to.
	 */
	synchronized Optional<String> ranOn() {
		return isForNow() ? Optional.ofNullable(this.ranOn) : Optional.empty();
	}

	/**
	 * Whether it is known that no other instance has run the job for that fire time.
	 */
	synchronized boolean isFirst() {
		ZonedDateTime looked = this.freeAt;
		return looked != null && isForNow()
				&& times().filter((times) -> times.isWithinLooks(looked, hold())).isPresent();
	}

	/**
	 * By how much a call that begins now is late.
	 */
	synchronized Duration late() {
		return times().flatMap(FireTimes::late).orElse(Duration.ZERO);
	}

	private boolean isForNow() {
		ZonedDateTime looked = this.fireTime;
		return looked != null && times().flatMap(FireTimes::latest)
			.filter((latest) -> latest.toInstant().equals(looked.toInstant()))
			.isPresent();
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
	 * @param nextFireTime whether the present fire time is settled
	 */
	private void await(boolean nextFireTime) {
		cancel();
		if (this.running > 0 || this.looks >= MAX_LOOKS || this.closed.getAsBoolean()) {
			return;
		}
		int number = this.generation;
		times().flatMap((times) -> times.untilLook(hold(), nextFireTime))
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
		ZonedDateTime current;
		CompletableFuture<?> answer = new CompletableFuture<>();
		synchronized (this) {
			current = times().flatMap(FireTimes::current).orElse(null);
			if (number != this.generation || current == null || this.closed.getAsBoolean()) {
				return;
			}
			if (!this.settings.get().acceptsWork()) {
				await(true);
				return;
			}
			this.looks++;
			wanted = this.locks;
			this.answered = answer;
		}
		OtherHolders others = this.settings.get().otherHolders();
		Flux.fromIterable(wanted)
			.concatMap((lock) -> others.find(lock.name()))
			.next()
			.timeout(TIMEOUT)
			.map(Optional::of)
			.defaultIfEmpty(Optional.empty())
			.doFinally((signal) -> answer.complete(null))
			.subscribe((holder) -> seen(number, current, holder.orElse(null)), (failure) -> {
				logger.debug("The locks of an overdue job could not be looked at", failure);
				await(number, false);
			});
	}

	private synchronized void seen(int number, ZonedDateTime current, @Nullable String holder) {
		if (number != this.generation) {
			return;
		}
		this.fireTime = current;
		this.ranOn = holder;
		this.freeAt = (holder == null) ? times().map(FireTimes::now).orElse(null) : null;
		await(holder != null);
	}

	private synchronized void await(int number, boolean nextFireTime) {
		if (number == this.generation) {
			await(nextFireTime);
		}
	}

	synchronized void close() {
		cancel();
	}

}
