package io.octostore.embedded;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * How many requests there were and how long they took. Guarded by the lock of
 * {@link ServerState}.
 */
final class RequestMetrics {

	private static final int SLOT_SECONDS = 300;

	private final Map<Group, Measured> groups = new EnumMap<>(Group.class);

	private final TreeMap<Long, Slot> history = new TreeMap<>();

	private long requests;

	RequestMetrics() {
		reset();
	}

	void reset() {
		this.requests = 0;
		for (Group group : Group.values()) {
			this.groups.put(group, new Measured());
		}
	}

	void record(@Nullable Operation operation, int status, long nanos, int locks, Instant now) {
		Group group = Group.of(operation);
		if (group == null) {
			return;
		}
		this.requests++;
		Measured measured = this.groups.get(group);
		if (measured != null) {
			measured.add(status, nanos);
		}
		long start = Math.floorDiv(now.getEpochSecond(), SLOT_SECONDS) * SLOT_SECONDS;
		this.history.computeIfAbsent(start, (key) -> new Slot()).add(group, locks);
	}

	long requests() {
		return this.requests;
	}

	Json groups() {
		Json json = Json.object();
		this.groups.forEach((group, measured) -> json.put(group.name().toLowerCase(Locale.ROOT), measured.toJson()));
		return json;
	}

	/**
	 * What happened in the slots of five minutes that are over.
	 */
	Map<Long, Slot> historyBetween(Instant from, Instant now) {
		return new LinkedHashMap<>(
				this.history.subMap(from.getEpochSecond(), true, now.getEpochSecond() - SLOT_SECONDS, true));
	}

	/**
	 * What is measured together.
	 */
	enum Group {

		ACQUIRE, RELEASE, RENEW, STATUS, LIST, AUTH, ELECTION;

		static @Nullable Group of(@Nullable Operation operation) {
			if (operation == null) {
				return null;
			}
			return switch (operation) {
				case ACQUIRE -> ACQUIRE;
				case RELEASE -> RELEASE;
				case RENEW -> RENEW;
				case STATUS -> STATUS;
				case LIST -> LIST;
				case ROTATE_TOKEN, REGISTER -> AUTH;
				case CREATE_ELECTION, CAMPAIGN, RENEW_TERM, RESIGN, ELECTION_STATUS -> ELECTION;
				default -> null;
			};
		}

	}

	/**
	 * Five minutes.
	 */
	static final class Slot {

		private final Map<Group, Integer> counts = new EnumMap<>(Group.class);

		private int locks;

		private void add(Group group, int presentLocks) {
			this.locks = presentLocks;
			this.counts.merge(group, 1, Integer::sum);
		}

		int requests() {
			return this.counts.values().stream().mapToInt(Integer::intValue).sum();
		}

		/**
		 * How many locks there were in the end.
		 */
		int locks() {
			return this.locks;
		}

		int of(Group group) {
			return this.counts.getOrDefault(group, 0);
		}

	}

	/**
	 * The latest durations and all counts of one group.
	 */
	private static final class Measured {

		private static final int LATEST = 1024;

		private final long[] nanos = new long[LATEST];

		private long count;

		private long errors;

		private void add(int status, long duration) {
			this.nanos[(int) (this.count++ % LATEST)] = duration;
			if (status >= 400) {
				this.errors++;
			}
		}

		private Json toJson() {
			long[] sorted = Arrays.copyOf(this.nanos, (int) Math.min(this.count, LATEST));
			Arrays.sort(sorted);
			double sum = Arrays.stream(sorted).sum();
			return Json.object()
				.put("count", this.count)
				.put("avg_ms", text((sorted.length == 0) ? 0 : sum / sorted.length))
				.put("p50_ms", text(quantile(sorted, 50)))
				.put("p95_ms", text(quantile(sorted, 95)))
				.put("p99_ms", text(quantile(sorted, 99)))
				.put("errors", this.errors)
				.put("min_ms", (long) quantile(sorted, 0) / 1_000_000)
				.put("max_ms", (long) quantile(sorted, 100) / 1_000_000);
		}

		private static double quantile(long[] sorted, int percent) {
			return (sorted.length == 0) ? 0 : sorted[(sorted.length - 1) * percent / 100];
		}

		private static String text(double nanos) {
			return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
		}

	}

}
