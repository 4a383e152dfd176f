package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;

/**
 * What the administrator alone may see.
 */
final class AdminEndpoints {

	private static final Map<String, Duration> WINDOWS = Map.of("1h", Duration.ofHours(1), "12h", Duration.ofHours(12),
			"24h", Duration.ofHours(24), "7d", Duration.ofDays(7));

	private final ServerState state;

	private final Authenticator authenticator;

	AdminEndpoints(ServerState state, Authenticator authenticator) {
		this.state = state;
		this.authenticator = authenticator;
	}

	void addTo(Map<Operation, Endpoint> endpoints) {
		endpoints.put(Operation.ADMIN_STATUS, this::status);
		endpoints.put(Operation.METRICS, this::metrics);
		endpoints.put(Operation.METRICS_HISTORY, this::history);
	}

	private Answer status(ApiRequest request, Instant now) {
		this.authenticator.checkAdmin(request);
		List<Json> locks = this.state.locks()
			.all()
			.stream()
			.filter((lease) -> !lease.isOverFor(now))
			.map((lease) -> lock(lease, now))
			.toList();
		List<Json> users = this.state.users()
			.all()
			.stream()
			.map((user) -> Json.object()
				.put("id", user.id())
				.put("github_username", user.name())
				.put("created_at", WebhookMessage.withOffset(user.createdAt())))
			.toList();
		return Answer.json(Json.object()
			.put("healthy", true)
			.put("uptime_seconds", this.state.uptime().toSeconds())
			.put("active_locks", locks.size())
			.put("total_users", users.size())
			.put("total_acquires", this.state.counters().acquires())
			.put("total_releases", this.state.counters().releases())
			.put("locks", locks)
			.put("users", users));
	}

	private Json lock(Lease lease, Instant now) {
		return Json.object()
			.put("name", lease.name())
			.put("holder_username", holderName(lease))
			.put("metadata", lease.metadata())
			.put("fencing_token", lease.fencingToken())
			.put("expires_at", WebhookMessage.withOffset(lease.expiresAt()))
			.put("ttl_remaining_seconds", lease.remainingMillis(now) / 1000);
	}

	private String holderName(Lease lease) {
		if (lease.holder().equals(Principal.ADMIN_ID)) {
			return "admin";
		}
		UserDirectory.User user = this.state.users().findById(lease.holder());
		return (user != null) ? user.name() : "unknown";
	}

	private Answer metrics(ApiRequest request, Instant now) {
		this.authenticator.checkAdmin(request);
		RequestMetrics metrics = this.state.metrics();
		long uptime = this.state.uptime().toSeconds();
		long requests = metrics.requests();
		Runtime runtime = Runtime.getRuntime();
		return Answer.json(Json.object()
			.put("uptime_seconds", uptime)
			.put("total_requests", requests)
			.put("requests_per_second", (uptime > 0) ? (double) requests / uptime : 0.0)
			.put("active_locks", this.state.activeLocks())
			.put("total_users", this.state.users().size())
			.put("endpoints", metrics.groups())
			.put("lock_store",
					Json.object()
						.put("total_acquires", this.state.counters().acquires())
						.put("total_releases", this.state.counters().releases())
						.put("total_expirations", 0)
						.put("cache_hits", 0)
						.put("cache_misses", 0))
			.put("memory_bytes", runtime.totalMemory() - runtime.freeMemory()));
	}

	private Answer history(ApiRequest request, Instant now) {
		this.authenticator.checkAdmin(request);
		String window = window(request.queryParameter("window"));
		Duration length = WINDOWS.get(window);
		if (length == null) {
			throw new RefusedException(Refusal.INVALID_INPUT, "Invalid input: window must be one of 1h, 12h, 24h, 7d");
		}
		Map<Long, RequestMetrics.Slot> slots = this.state.metrics().historyBetween(now.minus(length), now);
		return Answer.json(Json.object()
			.put("window", window)
			.put("timestamps", slots.keySet())
			.put("request_volume", each(slots, RequestMetrics.Slot::requests))
			.put("acquire_rates", each(slots, (slot) -> slot.of(RequestMetrics.Group.ACQUIRE)))
			.put("release_rates", each(slots, (slot) -> slot.of(RequestMetrics.Group.RELEASE)))
			.put("active_locks", each(slots, RequestMetrics.Slot::locks)));
	}

	private static String window(@Nullable String requested) {
		return (requested != null) ? requested : "1h";
	}

	private static List<Integer> each(Map<Long, RequestMetrics.Slot> slots,
			ToIntFunction<RequestMetrics.Slot> measure) {
		return slots.values().stream().mapToInt(measure).boxed().toList();
	}

}
