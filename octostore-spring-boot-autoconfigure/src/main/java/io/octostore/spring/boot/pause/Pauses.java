package io.octostore.spring.boot.pause;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreValidationException;
import io.octostore.client.AcquireRequest;
import io.octostore.client.AcquireResult;
import io.octostore.client.LockInfo;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.UserLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.LockListener.AcquireEvent;
import io.octostore.lock.LockListener.AcquireOutcome;
import io.octostore.lock.LockObserver;
import io.octostore.spring.boot.history.LockHistoryRecorder;
import io.octostore.spring.lock.JobPause;
import io.octostore.spring.lock.PausedJobs;

/**
 * Pauses jobs in all instances of an application: a pause is a lock of its own on the
 * server, which belongs to the user behind the token, so that each instance with that
 * token can see it, renew it and end it. Thread safe.
 *
 * @since 0.1.0
 */
public final class Pauses implements PausedJobs {

	/** Longest pause. */
	public static final Duration MAX_PAUSE = Duration.ofDays(30);

	/** Longest that the server keeps a lock without renewal. */
	private static final Duration MAX_TTL = Duration.ofHours(1);

	private static final Logger logger = LoggerFactory.getLogger(DistributedLock.class);

	private final ReactiveOctoStoreClient client;

	private final String prefix;

	private final Supplier<? extends Collection<String>> jobs;

	private final String instance;

	private final LockHistoryRecorder history;

	private final InstantSource clock;

	private final Supplier<? extends Stream<LockObserver>> observers;

	/**
	 * Create pauses.
	 * @param client client of the server, whose limits and repeats apply
	 * @param prefix prefix of all lock names of the application, with the dot at its end,
	 * empty if there is none
	 * @param jobs gives the names of the locks of jobs, without prefix and key
	 * @param instance name of this instance
	 * @param history records what happens to pauses at this instance
	 * @param clock the clock of this instance
	 * @param observers gives those that follow calls for locks
	 */
	public Pauses(ReactiveOctoStoreClient client, String prefix, Supplier<? extends Collection<String>> jobs,
			String instance, LockHistoryRecorder history, InstantSource clock,
			Supplier<? extends Stream<LockObserver>> observers) {
		this.client = client;
		this.prefix = prefix;
		this.jobs = jobs;
		this.instance = instance;
		this.history = history;
		this.clock = clock;
		this.observers = observers;
	}

	@Override
	public Mono<JobPause> find(String lockName) {
		return this.client.getLockStatus(PauseNames.of(this.prefix + lockName))
			.filter(LockInfo::isHeld)
			.map((lock) -> PauseText.read(lock.metadata().orElse(null), lock.expiresAt().orElse(Instant.MAX)))
			.onErrorMap(OctoStoreNetworkException.class,
					PauseFailedException.inWords("find out whether there is a pause of", this.prefix + lockName));
	}

	@Override
	public void leftOut(String lockName, JobPause pause) {
		this.history.leftOut(this.prefix + lockName, lockName, pause.describe());
	}

	/**
	 * Tells of it as of an acquire that failed, because that is what became of the run.
	 */
	@Override
	public void failed(String lockName, OctoStoreException failure) {
		String name = this.prefix + lockName;
		this.history
			.acquireEnded(new AcquireEvent(name, lockName, AcquireOutcome.ERROR, false, Duration.ZERO, failure));
		this.observers.get()
			.forEach((observer) -> observer.begin(name, lockName, Context.empty())
				.ended(AcquireOutcome.ERROR, false, failure));
	}

	/**
	 * Find the pause of a job among locks of the user.
	 * @param lockName full name of a lock of the job, prefix included
	 * @param locks locks by name
	 * @return the pause, {@code null} if there is none
	 */
	public static @Nullable JobPause find(String lockName, Map<String, UserLock> locks) {
		UserLock lock = locks.get(PauseNames.of(lockName));
		return (lock != null) ? PauseText.read(lock.metadata().orElse(null), lock.expiresAt()) : null;
	}

	/**
	 * Say whether a lock stands for a pause, and not for code that runs.
	 * @param lockName full name of the lock
	 * @return whether it is the lock of a pause
	 */
	public static boolean isPause(String lockName) {
		return PauseNames.isPause(lockName);
	}

	/**
	 * Pause a job in all instances: no run begins until the pause ends. A run that has
	 * begun goes on. A second pause takes the place of the first.
	 * @param lockName full name of a lock of the job, prefix included
	 * @param length how long, from one second to {@link #MAX_PAUSE}
	 * @param reason why, for the log and the history, at most 500 characters;
	 * {@code null} for none
	 * @return the pause
	 * @throws OctoStoreValidationException if an argument breaks its rule
	 * @throws UnknownJobException if no job of this application has the lock
	 */
	public Mono<JobPause> pause(String lockName, Duration length, @Nullable String reason) {
		return Mono.defer(() -> {
			checkJob(lockName);
			if (length.compareTo(Duration.ofSeconds(1)) < 0 || length.compareTo(MAX_PAUSE) > 0) {
				throw new OctoStoreValidationException(
						"A pause must last one second to " + MAX_PAUSE.toDays() + " days, but this one is " + length);
			}
			checkReason(reason);
			Instant until = this.clock.instant().plus(length).truncatedTo(ChronoUnit.SECONDS);
			JobPause pause = new JobPause(until, this.instance,
					(reason != null && !reason.isBlank()) ? reason.strip() : null);
			return take(lockName, pause, true)
				.onErrorMap(PauseFailedException::isUnexplained, PauseFailedException.of("pause", lockName))
				.doOnNext((taken) -> logger.info("Lock '{}' is {}", lockName, taken.describe()))
				.doOnNext((taken) -> this.history.paused(lockName, taken.describe()));
		});
	}

	private static void checkReason(@Nullable String reason) {
		if (reason == null) {
			return;
		}
		if (reason.length() > PauseText.MAX_REASON) {
			throw new OctoStoreValidationException("The reason of a pause may have at most " + PauseText.MAX_REASON
					+ " characters, but this one has " + reason.length());
		}
		if (reason.codePoints().anyMatch(Character::isISOControl)) {
			throw new OctoStoreValidationException("The reason of a pause must not contain control characters");
		}
	}

	/**
	 * Take the lock of the pause. The lock of a former pause keeps what that one said.
	 */
	private Mono<JobPause> take(String lockName, JobPause pause, boolean again) {
		String text = PauseText.of(pause);
		return acquire(lockName, pause, text).flatMap((lease) -> {
			if (!again || lease.metadata().filter(text::equals).isPresent()) {
				return Mono.just(pause);
			}
			return this.client.releaseLock(PauseNames.of(lockName), lease.leaseId())
				.then(Mono.defer(() -> take(lockName, pause, false)));
		});
	}

	private Mono<AcquireResult.Acquired> acquire(String lockName, JobPause pause, String text) {
		return this.client.acquireLock(AcquireRequest.of(PauseNames.of(lockName), ttl(pause)).withMetadata(text));
	}

	private Duration ttl(JobPause pause) {
		Duration left = Duration.between(this.clock.instant(), pause.until());
		if (left.compareTo(MAX_TTL) >= 0) {
			return MAX_TTL;
		}
		return Duration.ofSeconds(Math.max(1, left.toSeconds()));
	}

	/**
	 * End the pause of a job in all instances.
	 * @param lockName full name of a lock of the job, prefix included
	 * @return the pause that was ended, empty if the job was not paused
	 * @throws UnknownJobException if no job of this application has the lock
	 */
	public Mono<JobPause> resume(String lockName) {
		return Mono.defer(() -> {
			checkJob(lockName);
			String name = PauseNames.of(lockName);
			return this.client.getLockStatus(name)
				.filter(LockInfo::isHeld)
				.flatMap((lock) -> this.client.acquireLock(AcquireRequest.of(name, Duration.ofSeconds(1)))
					.flatMap((lease) -> this.client.releaseLock(name, lease.leaseId()))
					.thenReturn(PauseText.read(lock.metadata().orElse(null), lock.expiresAt().orElse(Instant.MAX))))
				.onErrorMap(PauseFailedException::isUnexplained, PauseFailedException.of("resume", lockName))
				.doOnNext((pause) -> logger.info("Lock '{}' is not paused any more: it was resumed", lockName))
				.doOnNext((pause) -> this.history.resumed(lockName));
		});
	}

	private void checkJob(String lockName) {
		List<String> known = this.jobs.get().stream().map((name) -> this.prefix + name).distinct().sorted().toList();
		if (!known.contains(lockName)) {
			throw new UnknownJobException(lockName, known);
		}
	}

	/**
	 * Renew the pauses of jobs of this application that last longer than the server keeps
	 * a lock. Never fails because of the server.
	 * @return completes when it is done
	 */
	public Mono<Void> renew() {
		return Mono.defer(() -> this.prefix.isEmpty() ? this.client.listLocks() : this.client.listLocks(this.prefix))
			.map((list) -> list.locks().stream().collect(Collectors.toMap(UserLock::name, (lock) -> lock)))
			.flatMapMany((locks) -> Flux.fromIterable(this.jobs.get())
				.distinct()
				.map((name) -> Optional.ofNullable(locks.get(PauseNames.of(this.prefix + name)))
					.map((lock) -> renew(this.prefix + name, lock))
					.orElse(Mono.empty())))
			.concatMap((renewal) -> renewal)
			.onErrorResume((failure) -> {
				logger.debug("Pauses of jobs could not be renewed", failure);
				return Mono.empty();
			})
			.then();
	}

	private Mono<Void> renew(String lockName, UserLock lock) {
		JobPause pause = PauseText.read(lock.metadata().orElse(null), lock.expiresAt());
		if (pause.by() == null || !pause.until().isAfter(this.clock.instant())) {
			return Mono.empty();
		}
		return acquire(lockName, pause, lock.metadata().orElse("")).flatMap((lease) -> {
			// A new grant with our own text: the job was resumed meanwhile
			boolean resumed = lease.fencingToken() != lock.fencingToken() && lease.metadata().equals(lock.metadata());
			return resumed ? this.client.releaseLock(PauseNames.of(lockName), lease.leaseId()) : Mono.<Void>empty();
		});
	}

}
