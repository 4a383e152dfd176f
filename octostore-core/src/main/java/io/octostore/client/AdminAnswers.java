package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes the answers of the endpoints of the administrator.
 */
final class AdminAnswers {

	private AdminAnswers() {
	}

	static AdminStatus status(JsonObject body) {
		return new AdminStatus(body.bool("healthy"), Duration.ofSeconds(body.count("uptime_seconds")),
				body.count("active_locks"), body.count("total_users"), body.count("total_acquires"),
				body.count("total_releases"), body.objects("locks").stream().map(AdminAnswers::lock).toList(),
				body.objects("users").stream().map(AdminAnswers::user).toList());
	}

	private static AdminStatus.Lock lock(JsonObject lock) {
		return new AdminStatus.Lock(lock.string("name"), lock.string("holder_username"),
				Optional.ofNullable(lock.optionalString("metadata")), lock.count("fencing_token"),
				lock.instant("expires_at"), Duration.ofSeconds(Math.max(lock.integer("ttl_remaining_seconds"), 0)));
	}

	private static AdminStatus.User user(JsonObject user) {
		return new AdminStatus.User(user.uuid("id"), user.string("github_username"), user.instant("created_at"));
	}

	static ServerMetrics metrics(JsonObject body) {
		JsonObject groups = body.object("endpoints");
		Map<String, ServerMetrics.EndpointMetrics> endpoints = new HashMap<>();
		for (String group : groups.names()) {
			endpoints.put(group, endpoint(groups.object(group)));
		}
		JsonObject store = body.object("lock_store");
		return new ServerMetrics(Duration.ofSeconds(body.count("uptime_seconds")), body.count("total_requests"),
				body.decimal("requests_per_second"), body.count("active_locks"), body.count("total_users"),
				Map.copyOf(endpoints), store.count("total_acquires"), store.count("total_releases"),
				body.count("memory_bytes"));
	}

	private static ServerMetrics.EndpointMetrics endpoint(JsonObject group) {
		return new ServerMetrics.EndpointMetrics(group.count("count"), group.count("errors"), group.count("min_ms"),
				group.count("max_ms"), group.decimal("avg_ms"), group.decimal("p50_ms"), group.decimal("p95_ms"),
				group.decimal("p99_ms"));
	}

	static TimeSeries timeSeries(TimeSeries.Window window, JsonObject body) {
		if (!body.string("window").equals(window.wireForm())) {
			throw new IdentityMismatchException("window");
		}
		long[] times = body.counts("timestamps");
		long[] requests = column(body, "request_volume", times.length);
		long[] acquires = column(body, "acquire_rates", times.length);
		long[] releases = column(body, "release_rates", times.length);
		long[] locks = column(body, "active_locks", times.length);
		List<TimeSeries.Point> points = new ArrayList<>(times.length);
		for (int index = 0; index < times.length; index++) {
			points.add(new TimeSeries.Point(Instant.ofEpochSecond(times[index]), requests[index], acquires[index],
					releases[index], locks[index]));
		}
		return new TimeSeries(window, List.copyOf(points));
	}

	private static long[] column(JsonObject body, String name, int length) {
		long[] column = body.counts(name);
		if (column.length != length) {
			throw new MalformedAnswerException("member '" + name + "' has another length than 'timestamps'");
		}
		return column;
	}

}
