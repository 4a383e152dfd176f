package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Looks at a server for its page. What it sees has no bearer token, lease id, session id
 * or leader token in it.
 */
final class ConsoleView {

	private static final String NO_USER = "a holder without a user";

	private final ServerState state;

	private final Settings settings;

	ConsoleView(ServerState state, Settings settings) {
		this.state = state;
		this.settings = settings;
	}

	/**
	 * How things are now.
	 */
	Picture look() {
		return this.state.atomically(() -> {
			Instant now = this.state.now();
			List<Row> waiting = waiting();
			return new Picture(now, new Content(locks(now, counts(waiting)), waiting, sessions(now), elections(now)));
		});
	}

	private static Map<String, Integer> counts(List<Row> waiting) {
		Map<String, Integer> counts = new HashMap<>();
		waiting.forEach((row) -> counts.merge(row.name(), 1, Integer::sum));
		return counts;
	}

	private List<Row> locks(Instant now, Map<String, Integer> waiting) {
		List<Row> rows = new ArrayList<>();
		for (Lease lease : this.state.locks().all()) {
			if (!lease.isOverFor(now) && !isElection(lease)) {
				rows.add(new Row(lease.name(), "held", holder(lease), PublicHolder.of(lease.holder()).toString(),
						lease.fencingToken(), lease.acquiredAt(), lease.expiresAt(),
						waiting.getOrDefault(lease.name(), 0)));
			}
		}
		this.state.locks()
			.coolingsAt(now)
			.forEach((name, cooling) -> rows
				.add(new Row(name, "cooling", null, null, null, null, cooling.until(), waiting.getOrDefault(name, 0))));
		rows.sort(Comparator.comparing(Row::name));
		return rows;
	}

	private String holder(Lease lease) {
		String user = userName(lease.owner());
		return (lease.metadata() != null && !lease.metadata().isBlank()) ? lease.metadata() + " (" + user + ")" : user;
	}

	private String userName(UUID id) {
		if (id.equals(Principal.ADMIN_ID)) {
			return "admin";
		}
		UserDirectory.User user = this.state.users().findById(id);
		return (user != null) ? user.name() : NO_USER;
	}

	private List<Row> waiting() {
		List<Row> rows = new ArrayList<>();
		for (Watches.Open watch : this.state.watches().open()) {
			rows.add(new Row(displayName(watch.name()), "waiting", watch.caller() + ", by a watch",
					Long.toString(watch.id()), null, watch.since(), null, 0));
		}
		rows.sort(Comparator.comparing(Row::name).thenComparing(Row::since));
		return rows;
	}

	private List<Row> sessions(Instant now) {
		List<Row> rows = new ArrayList<>();
		for (Session session : this.state.sessions().aliveAt(now)) {
			String pseudonym = PublicHolder.of(session.id()).toString();
			rows.add(new Row(userName(session.userId()) + ", holder id " + pseudonym.substring(0, 8), "alive", null,
					pseudonym, null, null, session.expiresAt(), this.state.locks().boundTo(session.id()).size()));
		}
		rows.sort(Comparator.comparing(Row::name));
		return rows;
	}

	private List<Row> elections(Instant now) {
		List<Row> rows = new ArrayList<>();
		for (Lease lease : this.state.locks().all()) {
			if (!lease.isOverFor(now) && isElection(lease)) {
				rows.add(new Row(lease.name().substring(LockRules.ELECTION_PREFIX.length()), "led", leader(lease), null,
						lease.fencingToken(), lease.acquiredAt(), lease.expiresAt(), 0));
			}
		}
		rows.sort(Comparator.comparing(Row::name));
		return rows;
	}

	private String leader(Lease lease) {
		Elections.Candidate candidate = this.state.elections().candidate(lease);
		return (candidate.metadata() != null) ? candidate.metadata() + " (" + candidate.id() + ")" : candidate.id();
	}

	private static boolean isElection(Lease lease) {
		return lease.name().startsWith(LockRules.ELECTION_PREFIX);
	}

	/**
	 * The name of a lock or of an election, as a reader knows it.
	 */
	static String displayName(String lockName) {
		return lockName.startsWith(LockRules.ELECTION_PREFIX)
				? "election " + lockName.substring(LockRules.ELECTION_PREFIX.length()) : lockName;
	}

	/**
	 * What the page cannot work out by itself: time goes by for the page too, unless it
	 * is moved on demand.
	 */
	Object substance(Picture picture) {
		return this.settings.manualTime() ? picture : picture.content();
	}

	/**
	 * Describes a picture to the page.
	 */
	Json describe(Picture picture) {
		Content content = picture.content();
		Instant now = picture.takenAt();
		return Json.object()
			.put("title", "OctoStore in memory")
			.put("timeStands", this.settings.manualTime())
			.put("server", Json.object().put("state", "up").put("version", this.settings.generation().version()))
			.put("locks", content.locks().stream().map((row) -> lock(row, now)).toList())
			.put("waiting", content.waiting().stream().map((row) -> waiter(row, now)).toList())
			.put("sessions", content.sessions().stream().map((row) -> session(row, now)).toList())
			.put("elections", content.elections().stream().map((row) -> election(row, now)).toList());
	}

	private static Json lock(Row row, Instant now) {
		Json json = Json.object().put("name", row.name()).put("state", row.state()).put("waiting", row.count());
		if (row.holder() != null) {
			json.put("holder", row.holder()).put("holderId", row.id()).put("token", row.token());
		}
		if (row.since() != null) {
			json.put("since", row.since());
		}
		return json.put("until", row.until()).put("remainingMs", row.remainingMillis(now));
	}

	private static Json waiter(Row row, Instant now) {
		return Json.object()
			.put("id", row.id())
			.put("lock", row.name())
			.put("caller", row.holder())
			.put("waitedMs", row.ageMillis(now));
	}

	private static Json session(Row row, Instant now) {
		return Json.object()
			.put("id", row.id())
			.put("name", row.name())
			.put("state", row.state())
			.put("remainingMs", row.remainingMillis(now))
			.put("locks", row.count());
	}

	private static Json election(Row row, Instant now) {
		return Json.object()
			.put("name", row.name())
			.put("leader", row.holder())
			.put("token", row.token())
			.put("remainingMs", row.remainingMillis(now));
	}

	/**
	 * What there was to see at one time.
	 *
	 * @param takenAt the server's time
	 * @param content what there was to see; equal as long as only time goes by
	 */
	record Picture(Instant takenAt, Content content) {

	}

	/**
	 * Everything that there was to see.
	 */
	record Content(List<Row> locks, List<Row> waiting, List<Row> sessions, List<Row> elections) {

	}

	/**
	 * A lock, a watch, a session or a term.
	 *
	 * @param name what it is called
	 * @param state its state
	 * @param holder the holder, watcher or leader, in words
	 * @param id tells it from others of its kind; no secret
	 * @param token the fencing token
	 * @param since its begin
	 * @param until its end
	 * @param count how many wait for it, or how many locks it has
	 */
	record Row(String name, String state, @Nullable String holder, @Nullable String id, @Nullable Long token,
			@Nullable Instant since, @Nullable Instant until, int count) {

		private long remainingMillis(Instant now) {
			return (this.until != null) ? Math.max(Duration.between(now, this.until).toMillis(), 0) : 0;
		}

		private long ageMillis(Instant now) {
			return (this.since != null) ? Math.max(Duration.between(this.since, now).toMillis(), 0) : 0;
		}

	}

}
