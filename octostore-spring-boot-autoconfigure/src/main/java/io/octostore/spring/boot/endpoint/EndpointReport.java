package io.octostore.spring.boot.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.octostore.spring.boot.history.LockHistory;
import io.octostore.spring.boot.history.LockHistoryEntry;
import io.octostore.spring.boot.overview.Overview;
import io.octostore.spring.lock.JobPause;

/**
 * Report that the endpoint shows. Durations are in milliseconds. Holds no secret.
 *
 * @param time when it was looked at, by the clock of this instance
 * @param server the server
 * @param instance this instance
 * @param held locks that code of this instance has
 * @param waiting callers of this instance that wait for a lock
 * @param locks locks of this application on the server, held or free, by name
 * @param elections elections that this instance takes part in
 * @param history the latest that happened to locks of this instance, the latest first
 * @param operations operations that are allowed
 * @since 0.1.0
 */
public record EndpointReport(Instant time, Server server, Instance instance, List<Held> held, List<Waiting> waiting,
		List<Lock> locks, List<Election> elections, List<Event> history, List<String> operations) {

	/** How much of the history is shown for all locks together. */
	static final int MAX_HISTORY = 100;

	static EndpointReport of(Overview overview, LockHistory history, @Nullable String libraryVersion,
			List<String> operations) {
		return new EndpointReport(overview.time(), Server.of(overview.server()),
				new Instance(overview.instance().name(), libraryVersion, word(overview.instance().session()),
						overview.instance().limitUsed(), history.since()),
				overview.held().stream().map(Held::of).toList(), overview.waiters().stream().map(Waiting::of).toList(),
				overview.locks().stream().map(Lock::of).toList(),
				overview.elections().stream().map(Election::of).toList(),
				history.entries().stream().limit(MAX_HISTORY).map(Event::of).toList(), operations);
	}

	private static String word(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private static @Nullable Long millis(@Nullable Duration duration) {
		return (duration != null) ? duration.toMillis() : null;
	}

	/**
	 * The server.
	 *
	 * @param address its address, without credentials
	 * @param version its release, {@code null} if it has not said
	 * @param state {@code up} or {@code down}
	 * @param latency how long its answer took, {@code null} without one
	 * @param problem why there is no answer, {@code null} if there is one
	 */
	public record Server(String address, @Nullable String version, String state, @Nullable Long latency,
			@Nullable String problem) {

		static Server of(Overview.Server server) {
			return new Server(server.address(), server.version(), word(server.status()), millis(server.latency()),
					server.problem());
		}

	}

	/**
	 * This instance.
	 *
	 * @param name what other instances see as the holder of its locks
	 * @param libraryVersion release of the OctoStore library, {@code null} if unknown
	 * @param session state of the session under its locks
	 * @param limitUsed the most locks that it holds with one token; the server allows 100
	 * for each user
	 * @param historySince when its history began
	 */
	public record Instance(String name, @Nullable String libraryVersion, String session, int limitUsed,
			Instant historySince) {
	}

	/**
	 * A lock that code of this instance has.
	 *
	 * @param lock full name
	 * @param fencingToken fencing token
	 * @param since when it was handed out
	 * @param heldFor time since then
	 * @param remaining time until it is lost unless it is confirmed again
	 */
	public record Held(String lock, long fencingToken, Instant since, long heldFor, long remaining) {

		static Held of(Overview.Held held) {
			return new Held(held.lock(), held.fencingToken(), held.since(), held.heldFor().toMillis(),
					held.remaining().toMillis());
		}

	}

	/**
	 * A caller of this instance that waits.
	 *
	 * @param lock full name
	 * @param caller name of the thread that asked
	 * @param waitedFor time since it asked
	 * @param givesUpIn how long it goes on waiting
	 */
	public record Waiting(String lock, String caller, long waitedFor, long givesUpIn) {

		static Waiting of(Overview.Waiter waiter) {
			return new Waiting(waiter.lock(), waiter.caller(), waiter.waitedFor().toMillis(),
					waiter.givesUpIn().toMillis());
		}

	}

	/**
	 * A lock of this application.
	 *
	 * @param name full name
	 * @param state held, free, paused, or unknown while the server does not answer
	 * @param here whether code of this instance has it
	 * @param holder what the holder says about itself: by default application, host and
	 * process id
	 * @param holderId public id of the holder
	 * @param fencingToken fencing token of the holder
	 * @param since when it was handed out; known for locks of this instance only, because
	 * the server does not say
	 * @param until when the lease ends unless it is renewed, by the server's clock
	 * @param nextFireTime when the scheduler of this instance calls the method next
	 * @param pause the pause of its job
	 */
	public record Lock(String name, String state, boolean here, @Nullable String holder, @Nullable String holderId,
			@Nullable Long fencingToken, @Nullable Instant since, @Nullable Instant until,
			@Nullable Instant nextFireTime, @Nullable JobPause pause) {

		static Lock of(Overview.Lock lock) {
			return new Lock(lock.name(), word(lock.state()), lock.here(), lock.holder(), lock.holderId(),
					lock.fencingToken(), lock.since(), lock.until(), lock.nextFireTime(), lock.pause());
		}

	}

	/**
	 * An election that this instance takes part in.
	 *
	 * @param name its name
	 * @param leader what the leader says about itself
	 * @param here whether this instance leads
	 * @param fencingToken fencing token of this instance's leadership
	 * @param remaining time until the leadership ends unless it is confirmed again
	 */
	public record Election(String name, @Nullable String leader, boolean here, @Nullable Long fencingToken,
			@Nullable Long remaining) {

		static Election of(Overview.Election election) {
			return new Election(election.name(), election.leader(), election.here(), election.fencingToken(),
					millis(election.remaining()));
		}

	}

	/**
	 * An event about a lock.
	 *
	 * @param number grows by one with each event of this instance
	 * @param time when
	 * @param instance the instance that saw it
	 * @param lock full name of the lock, empty for what concerns all
	 * @param kind {@code ran}, {@code threw}, {@code skipped}, {@code timed-out},
	 * {@code cancelled}, {@code failed}, {@code at-risk}, {@code lost}, {@code paused},
	 * {@code resumed}, {@code unreachable} or {@code recovered}
	 * @param text the whole event in words
	 * @param fencingToken fencing token of the lease
	 * @param waited how long the caller had waited
	 * @param held how long the lock was held
	 * @param holder the holder in place of this instance
	 * @param reason why, in words
	 * @param nextFireTime when the scheduler calls the method again
	 */
	public record Event(long number, Instant time, String instance, String lock, String kind, String text,
			@Nullable Long fencingToken, @Nullable Long waited, @Nullable Long held, @Nullable String holder,
			@Nullable String reason, @Nullable Instant nextFireTime) {

		static Event of(LockHistoryEntry entry) {
			return new Event(entry.number(), entry.time(), entry.instance(), entry.lock(), word(entry.kind()),
					entry.describe(), entry.fencingToken(), millis(entry.waited()), millis(entry.held()),
					entry.holder(), entry.reason(), entry.nextFireTime());
		}

	}

	/**
	 * One lock.
	 *
	 * @param lock its state
	 * @param waiting callers of this instance that wait for it
	 * @param history what happened to it at this instance, the latest first
	 */
	public record LockReport(Lock lock, List<Waiting> waiting, List<Event> history) {

		static @Nullable LockReport of(String name, Overview overview, LockHistory history) {
			return overview.locks()
				.stream()
				.filter((lock) -> lock.name().equals(name))
				.map((lock) -> new LockReport(Lock.of(lock),
						overview.waiters()
							.stream()
							.filter((waiter) -> waiter.lock().equals(name))
							.map(Waiting::of)
							.toList(),
						history.entries(name).stream().map(Event::of).toList()))
				.findFirst()
				.orElse(null);
		}

	}

}
