package io.octostore.spring.boot.console;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.octostore.lock.LockActivity;
import io.octostore.spring.boot.history.LockHistoryEntry;
import io.octostore.spring.boot.overview.Overview;

/**
 * Describes an overview to the page.
 */
final class ConsoleState {

	private ConsoleState() {
	}

	/**
	 * What the page cannot work out by itself: not what only lets time go by.
	 */
	static Object substance(Overview overview) {
		List<?> locks = overview.locks()
			.stream()
			.map((lock) -> List.of(lock.name(), lock.state(), lock.here(), String.valueOf(lock.fencingToken()),
					String.valueOf(lock.until()), String.valueOf(lock.nextFireTime()), String.valueOf(lock.pause())))
			.toList();
		List<?> waiters = overview.waiters().stream().map(ConsoleState::id).toList();
		List<?> elections = overview.elections()
			.stream()
			.map((election) -> List.of(election.name(), election.here(), String.valueOf(election.leader()),
					String.valueOf(election.fencingToken())))
			.toList();
		return List.of(overview.server().status(), String.valueOf(overview.server().problem()),
				String.valueOf(overview.server().version()), overview.instance(), locks, waiters, elections);
	}

	static Map<String, @Nullable Object> describe(String title, Overview overview, Instant historySince) {
		Map<String, @Nullable Object> state = new LinkedHashMap<>();
		state.put("title", title);
		state.put("server", server(overview.server()));
		state.put("instance",
				Map.of("name", overview.instance().name(), "session", word(overview.instance().session())));
		state.put("locks", overview.locks().stream().map((lock) -> lock(lock, overview)).toList());
		state.put("waiting", waiters(overview));
		state.put("sessions", sessions(overview));
		state.put("elections", overview.elections().stream().map(ConsoleState::election).toList());
		state.put("historySince", historySince);
		return state;
	}

	private static Map<String, @Nullable Object> server(Overview.Server server) {
		Map<String, @Nullable Object> described = new LinkedHashMap<>();
		described.put("address", server.address());
		described.put("state", word(server.status()));
		putIfKnown(described, "version", server.version());
		putIfKnown(described, "message", server.problem());
		return described;
	}

	private static Map<String, @Nullable Object> lock(Overview.Lock lock, Overview overview) {
		Map<String, @Nullable Object> described = new LinkedHashMap<>();
		described.put("name", lock.name());
		described.put("state", word(lock.state()));
		described.put("here", lock.here());
		described.put("waiting",
				overview.waiters().stream().filter((waiter) -> waiter.lock().equals(lock.name())).count());
		putIfKnown(described, "note", (lock.pause() != null) ? lock.pause().describe() : null);
		putIfKnown(described, "holder", lock.holder());
		putIfKnown(described, "holderId", lock.holderId());
		putIfKnown(described, "token", lock.fencingToken());
		putIfKnown(described, "since", lock.since());
		putIfKnown(described, "until", lock.until());
		putIfKnown(described, "remainingMs", remaining(lock, overview));
		putIfKnown(described, "nextFireTime", lock.nextFireTime());
		return described;
	}

	private static @Nullable Long remaining(Overview.Lock lock, Overview overview) {
		if (lock.until() != null) {
			return Math.max(Duration.between(overview.time(), lock.until()).toMillis(), 0);
		}
		return overview.held()
			.stream()
			.filter((held) -> held.lock().equals(lock.name()))
			.map((held) -> held.remaining().toMillis())
			.findFirst()
			.orElse(null);
	}

	private static List<Map<String, @Nullable Object>> waiters(Overview overview) {
		Map<String, Integer> alike = new HashMap<>();
		return overview.waiters()
			.stream()
			.map((waiter) -> waiter(waiter, id(waiter) + " " + alike.merge(id(waiter), 1, Integer::sum)))
			.toList();
	}

	private static Map<String, @Nullable Object> waiter(Overview.Waiter waiter, String id) {
		Map<String, @Nullable Object> described = new LinkedHashMap<>();
		described.put("id", id);
		described.put("lock", waiter.lock());
		described.put("caller", "thread " + waiter.caller());
		described.put("waitedMs", waiter.waitedFor().toMillis());
		described.put("remainingMs", waiter.givesUpIn().toMillis());
		return described;
	}

	/**
	 * The same as long as the caller waits.
	 */
	private static String id(Overview.Waiter waiter) {
		return waiter.lock() + " " + waiter.caller() + " " + waiter.waitedFor().plus(waiter.givesUpIn()).toMillis();
	}

	private static Map<String, @Nullable Object> election(Overview.Election election) {
		Map<String, @Nullable Object> described = new LinkedHashMap<>();
		described.put("name", election.name());
		described.put("here", election.here());
		putIfKnown(described, "leader", election.leader());
		putIfKnown(described, "token", election.fencingToken());
		putIfKnown(described, "remainingMs", (election.remaining() != null) ? election.remaining().toMillis() : null);
		return described;
	}

	private static List<Map<String, Object>> sessions(Overview overview) {
		LockActivity.Session session = overview.instance().session();
		return (session == LockActivity.Session.NONE) ? List.of() : List
			.of(Map.of("id", "this", "name", "this instance", "state", word(session), "locks", overview.held().size()));
	}

	static Map<String, Object> describe(List<LockHistoryEntry> entries, boolean reset) {
		return Map.of("reset", reset, "entries", entries.stream().map(ConsoleState::entry).toList());
	}

	private static Map<String, @Nullable Object> entry(LockHistoryEntry entry) {
		Map<String, @Nullable Object> described = new LinkedHashMap<>();
		described.put("id", entry.number());
		described.put("at", entry.time());
		described.put("lock", entry.lock());
		described.put("kind", word(entry.kind()));
		described.put("text", entry.describe());
		return described;
	}

	private static void putIfKnown(Map<String, @Nullable Object> described, String name, @Nullable Object value) {
		if (value != null) {
			described.put(name, value);
		}
	}

	private static String word(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
