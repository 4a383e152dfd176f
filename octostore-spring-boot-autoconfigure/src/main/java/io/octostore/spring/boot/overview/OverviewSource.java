package io.octostore.spring.boot.overview;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import io.octostore.OctoStoreException;
import io.octostore.client.LockList;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.RetrySettings;
import io.octostore.client.UserLock;
import io.octostore.client.authority.LockNote;
import io.octostore.lock.LockActivity;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.history.LockHistory;
import io.octostore.spring.boot.pause.Pauses;
import io.octostore.spring.lock.JobPause;

/**
 * Looks at the locks of an application, from one of its instances. Thread safe.
 *
 * @since 0.1.0
 */
public final class OverviewSource {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final LockActivity IDLE = new LockActivity(List.of(), 0, LockActivity.Session.NONE, 0, List.of());

	private final String address;

	private final @Nullable ReactiveOctoStoreClient client;

	private final Supplier<@Nullable OctoStoreLocks> locks;

	private final LockHistory history;

	private final Supplier<? extends Collection<DeclaredLock>> declared;

	private final String prefix;

	private final Supplier<? extends Collection<ElectionSource>> elections;

	private final InstantSource clock;

	private final ServerRelease release;

	/**
	 * Create a source.
	 * @param address address of the server, to be shown
	 * @param client client of the server; a copy that waits for two seconds is used.
	 * {@code null} where locks are on another service, which is not asked
	 * @param locks gives the locks of this instance, or {@code null} while there are none
	 * @param history history of this instance
	 * @param declared gives the locks of annotated methods
	 * @param prefix prefix of all lock names of the application, with the dot at its end,
	 * empty if there is none
	 * @param elections gives what tells of elections
	 * @param clock the clock of this instance
	 */
	public OverviewSource(String address, @Nullable ReactiveOctoStoreClient client,
			Supplier<@Nullable OctoStoreLocks> locks, LockHistory history,
			Supplier<? extends Collection<DeclaredLock>> declared, String prefix,
			Supplier<? extends Collection<ElectionSource>> elections, InstantSource clock) {
		this.address = address;
		this.client = (client != null) ? client.withTimeout(TIMEOUT).withRetry(RetrySettings.none()) : null;
		this.locks = locks;
		this.history = history;
		this.declared = declared;
		this.prefix = prefix;
		this.elections = elections;
		this.clock = clock;
		this.release = new ServerRelease(this.client, clock);
	}

	/**
	 * Return the history of this instance.
	 * @return the history
	 */
	public LockHistory history() {
		return this.history;
	}

	/**
	 * Return the address of the server.
	 * @return the address, without credentials
	 */
	public String address() {
		return this.address;
	}

	/**
	 * Ask which release the server is, unless it has said so lately. Never fails because
	 * of the server.
	 * @return the release, empty if the server does not say within two seconds
	 */
	public Mono<String> version() {
		return this.release.ask();
	}

	/**
	 * Ask the server, and look. Never fails because of the server.
	 * @return the overview, within two seconds
	 */
	public Mono<Overview> look() {
		return ask().map(this::look);
	}

	/**
	 * Ask the server which locks are held. Never fails because of the server.
	 * @return the answer, within two seconds
	 */
	public Mono<Answer> ask() {
		ReactiveOctoStoreClient asked = this.client;
		if (asked == null) {
			return Mono.just(Answer.NONE);
		}
		return Mono.defer(() -> {
			Mono<LockList> list = this.prefix.isEmpty() ? asked.listLocks() : asked.listLocks(this.prefix);
			return list.elapsed()
				.flatMap((answer) -> this.release.ask()
					.map(Optional::of)
					.defaultIfEmpty(Optional.empty())
					.map((version) -> new Answer(Duration.ofMillis(answer.getT1()), null, answer.getT2().locks())))
				.onErrorResume(OctoStoreException.class,
						(failure) -> Mono.just(new Answer(null, failure.getMessage(), List.of())));
		});
	}

	/**
	 * Look at this instance, and at an earlier answer of the server.
	 * @param answer the server's latest answer, {@code null} before the first
	 * @return the overview
	 */
	public Overview look(@Nullable Answer answer) {
		Instant now = this.clock.instant();
		LockActivity activity = (this.locks.get() instanceof LocksControl control) ? control.activity() : IDLE;
		List<Overview.Held> held = activity.held()
			.stream()
			.map((lock) -> new Overview.Held(lock.name(), lock.fencingToken(), now.minus(lock.heldFor()),
					lock.heldFor(), lock.remaining()))
			.toList();
		Overview.Instance instance = new Overview.Instance(this.history.instance(), activity.session(),
				activity.waiting(), activity.limitUsed());
		List<Overview.Waiter> waiters = activity.waiters()
			.stream()
			.map((waiter) -> new Overview.Waiter(waiter.name(), waiter.caller(), waiter.waitedFor(),
					waiter.givesUpIn()))
			.toList();
		List<Overview.Election> taken = this.elections.get()
			.stream()
			.flatMap((source) -> source.elections().stream())
			.sorted(Comparator.comparing(Overview.Election::name))
			.toList();
		return new Overview(now, server(answer), instance, held, locks(held, answer), waiters, taken);
	}

	private Overview.Server server(@Nullable Answer answer) {
		if (answer == null || answer == Answer.NONE) {
			return new Overview.Server(this.address, this.release.known(), Overview.ServerStatus.UNKNOWN, null, null);
		}
		boolean up = answer.problem == null;
		return new Overview.Server(this.address, this.release.known(),
				up ? Overview.ServerStatus.UP : Overview.ServerStatus.DOWN, answer.latency, answer.problem);
	}

	private List<Overview.Lock> locks(List<Overview.Held> held, @Nullable Answer answer) {
		Map<String, Overview.Held> here = held.stream()
			.collect(Collectors.toMap(Overview.Held::lock, (lock) -> lock, (first, second) -> second));
		Map<String, UserLock> there = new HashMap<>();
		if (answer != null) {
			answer.locks.forEach((lock) -> there.put(lock.name(), lock));
		}
		Collection<DeclaredLock> declaredLocks = this.declared.get();
		Overview.LockState otherwise = (answer != null && answer != Answer.NONE && answer.problem == null)
				? Overview.LockState.FREE : Overview.LockState.UNKNOWN;
		List<Overview.Lock> shown = new ArrayList<>();
		for (String name : names(here.keySet(), there.keySet(), declaredLocks)) {
			shown.add(lock(name, here.get(name), there, nextFireTime(name, declaredLocks), otherwise));
		}
		return shown;
	}

	private Set<String> names(Set<String> here, Set<String> there, Collection<DeclaredLock> declaredLocks) {
		Set<String> known = new TreeSet<>(here);
		known.addAll(this.history.lockNames());
		declaredLocks.stream().filter((lock) -> !lock.keyed()).map(DeclaredLock::name).forEach(known::add);
		there.stream()
			.filter((name) -> !Pauses.isPause(name))
			.filter((name) -> !this.prefix.isEmpty() || declaredLocks.stream().anyMatch((lock) -> lock.covers(name)))
			.forEach(known::add);
		return known;
	}

	private static @Nullable Instant nextFireTime(String name, Collection<DeclaredLock> declaredLocks) {
		return declaredLocks.stream()
			.filter((lock) -> lock.covers(name) && lock.nextFireTime() != null)
			.map(DeclaredLock::nextFireTime)
			.min(Instant::compareTo)
			.orElse(null);
	}

	private Overview.Lock lock(String name, Overview.@Nullable Held here, Map<String, UserLock> locks,
			@Nullable Instant next, Overview.LockState otherwise) {
		UserLock there = locks.get(name);
		JobPause pause = Pauses.find(name, locks);
		if (here != null) {
			// What the server said may be older
			boolean same = there != null && there.fencingToken() == here.fencingToken();
			return new Overview.Lock(name, Overview.LockState.HELD, true, this.history.instance(),
					(same && there != null) ? there.holderId().orElse(null) : null, here.fencingToken(), here.since(),
					(same && there != null) ? there.expiresAt() : null, next, pause);
		}
		if (there == null) {
			return new Overview.Lock(name, (pause != null) ? Overview.LockState.PAUSED : otherwise, false, null, null,
					null, null, null, next, pause);
		}
		return new Overview.Lock(name, Overview.LockState.HELD, false,
				there.metadata().flatMap(LockNote::strip).orElse(null), there.holderId().orElse(null),
				there.fencingToken(), null, there.expiresAt(), next, pause);
	}

	/**
	 * Answer of the server about the locks that are held, or the failure to get one.
	 */
	public static final class Answer {

		/** The service was not asked. */
		static final Answer NONE = new Answer(null, null, List.of());

		private final @Nullable Duration latency;

		private final @Nullable String problem;

		private final List<UserLock> locks;

		Answer(@Nullable Duration latency, @Nullable String problem, List<UserLock> locks) {
			this.latency = latency;
			this.problem = problem;
			this.locks = locks;
		}

	}

}
