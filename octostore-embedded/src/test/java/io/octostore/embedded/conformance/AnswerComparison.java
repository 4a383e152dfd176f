package io.octostore.embedded.conformance;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;

import io.octostore.embedded.conformance.WireClient.WireAnswer;

/**
 * Compares the answers of two servers. What a server makes up may differ, but must differ
 * in the same way every time; times may differ by seconds.
 */
final class AnswerComparison {

	private static final Set<String> IGNORED = Set.of("request_id", "details", "uptime_seconds",
			"ttl_remaining_seconds");

	private static final Set<String> MADE_UP = Set.of("lease_id", "session_id", "holder_id", "user_id", "id", "token",
			"leader_token", "election_id", "campaign_path", "status_path", "watch_path");

	private static final Duration TOLERANCE = Duration.ofSeconds(3);

	private final Map<String, String> madeUp = new HashMap<>();

	/**
	 * What is different, empty if nothing is.
	 */
	List<String> differences(WireAnswer real, WireAnswer embedded) {
		List<String> found = new ArrayList<>();
		if (real.status() != embedded.status()) {
			found.add("status " + real.status() + " against " + embedded.status());
			return found;
		}
		for (String header : List.of("Content-Type", "Allow", "Retry-After", "Cache-Control", "Pragma", "Vary",
				"Access-Control-Expose-Headers", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers")) {
			if (!real.header(header).equals(embedded.header(header))) {
				found.add(header + " " + real.header(header) + " against " + embedded.header(header));
			}
		}
		if (isJson(real) && isJson(embedded) && !real.body().isEmpty()) {
			compare("$", real.json(), embedded.json(), found);
		}
		else if (real.body().isEmpty() != embedded.body().isEmpty()) {
			found.add("body " + real.body() + " against " + embedded.body());
		}
		return found;
	}

	static boolean isJson(WireAnswer answer) {
		return answer.header("Content-Type").filter("application/json"::equals).isPresent();
	}

	private void compare(String path, JsonNode real, JsonNode embedded, List<String> found) {
		String member = path.substring(path.lastIndexOf('.') + 1);
		if (IGNORED.contains(member)) {
			return;
		}
		if (real.getNodeType() != embedded.getNodeType()) {
			found.add(path + ": " + real + " against " + embedded);
		}
		else if (real.isObject()) {
			compareMembers(path, real, embedded, found);
		}
		else if (real.isArray()) {
			compareElements(path, real, embedded, found);
		}
		else if (!isSame(member, real, embedded)) {
			found.add(path + ": " + real + " against " + embedded);
		}
	}

	private void compareMembers(String path, JsonNode real, JsonNode embedded, List<String> found) {
		Set<String> names = new TreeSet<>(real.propertyNames());
		if (!names.equals(new TreeSet<>(embedded.propertyNames()))) {
			found.add(path + ": members " + names + " against " + embedded.propertyNames());
			return;
		}
		for (String name : names) {
			compare(path + "." + name, real.get(name), embedded.get(name), found);
		}
	}

	private void compareElements(String path, JsonNode real, JsonNode embedded, List<String> found) {
		if (real.size() != embedded.size()) {
			found.add(path + ": " + real.size() + " elements against " + embedded.size());
			return;
		}
		List<JsonNode> left = sorted(real, true);
		List<JsonNode> right = sorted(embedded, false);
		for (int index = 0; index < left.size(); index++) {
			compare(path + "[]", left.get(index), right.get(index), found);
		}
	}

	/**
	 * The order of elements means nothing, unless they are plain text.
	 */
	private List<JsonNode> sorted(JsonNode array, boolean real) {
		List<JsonNode> elements = new ArrayList<>();
		array.forEach(elements::add);
		elements.sort(Comparator.comparing((JsonNode element) -> {
			String id = element.path("id").asString("");
			return element.path("name").asString("") + element.path("github_username").asString("")
					+ (real ? this.madeUp.getOrDefault(id, id) : id);
		}));
		return elements;
	}

	private boolean isSame(String member, JsonNode real, JsonNode embedded) {
		if (real.isNull()) {
			return true;
		}
		if (member.endsWith("_ms")) {
			return Math.abs(real.asLong() - embedded.asLong()) < TOLERANCE.toMillis();
		}
		if (member.endsWith("_at")) {
			return Duration.between(instant(real), instant(embedded)).abs().compareTo(TOLERANCE) < 0;
		}
		if (MADE_UP.contains(member)) {
			String known = this.madeUp.putIfAbsent(real.asString(), embedded.asString());
			return known == null || known.equals(embedded.asString());
		}
		return real.equals(embedded);
	}

	private static Instant instant(JsonNode text) {
		return OffsetDateTime.parse(text.asString()).toInstant();
	}

}
