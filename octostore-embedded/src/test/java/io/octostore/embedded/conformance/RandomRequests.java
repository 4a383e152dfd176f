package io.octostore.embedded.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Makes up requests for two servers at once, sensible ones and others. Nothing that it
 * asks for runs out within minutes, so that time makes no difference.
 */
final class RandomRequests {

	private static final List<String> ODD_NAMES = List.of("", "a%20b", "%2Fx", "x%2F%2Fy", "a%2Fb%2Fc", "%C3%A9%C2%BD",
			"s".repeat(64), "s".repeat(65), "__election%2Fabcdefgh", "%FF", "a/b", "..", "x%2F..%2Fy", "e%CC%81",
			"%F0%9F%A6%80", "team.x");

	private static final List<String> TTLS = List.of("600", "3600", "900", "1200", "0", "3601", "-1", "-0", "60.0",
			"\"60\"", "null", "4294967295", "4294967296", "1e2", "[]", "true");

	private static final List<String> METADATA = List.of("\"m\"", "\"\"", "null", "5", "\"\\u0000\"",
			"\"\\ud83e\\udd80\"", "\"\\ud800\"", "\"" + "x".repeat(1025) + "\"", "\"" + "é".repeat(1024) + "\"", "{}");

	private static final List<String> ACLS = List.of("{\"acquire\":[\"user:alice\"]}",
			"{\"acquire\":[\"user:ALICE\",\"user:bob\"]}", "{\"acquire\":[\"user:bob\",\"user:alice\",\"user:bob\"]}",
			"{\"acquire\":[\"token:tok-a\",\" user:bob \"]}", "{\"acquire\":[]}", "{\"acquire\":[\"user:a_b\"]}",
			"{\"acquire\":[\"group:x\"]}", "{\"acquire\":null}", "{}", "null", "[]", "{\"acquire\":[1]}");

	private static final List<String> URLS = List.of("https://hooks.example.org", "https://EXAMPLE.org:443/a?b=c",
			"http://x.example", "https://localhost/", "https://127.0.0.1/", "https://u:p@x.example/", "nonsense",
			"https://8.8.8.8:8443/", "https://[::1]/");

	private static final List<String> TYPES = List.of("application/json", "application/json; charset=utf-8",
			"text/plain", "application/problem+json", "application/json;x", "text/json",
			"application/json, text/plain");

	/** A list of all members in place of an object, and what is none. */
	private static final List<String> LISTS = List.of("[600,\"m\",null,false,0,null]",
			"[600,null,null,null,null,[[\"user:alice\",\"user:bob\"]]]", "[600,\"m\"]", "[]", "[600,5",
			"[600,\"m\",null,false,0,null,1]");

	private static final Pattern UUIDS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

	private final Random random;

	/** Values that the two servers made up, each for the same thing. */
	private final List<Pair> leases = new ArrayList<>();

	private final List<Pair> sessions = new ArrayList<>();

	private final List<Pair> webhooks = new ArrayList<>();

	private final List<Pair> leaderTokens = new ArrayList<>();

	private final Pair alice;

	private final String namePrefix;

	private Pair bob;

	/**
	 * Makes up requests of two users.
	 * @param seed which requests
	 * @param alice the token of a user
	 * @param bob the token of another user, who rotates it now and then
	 * @param namePrefix how most names begin
	 */
	RandomRequests(long seed, Pair alice, Pair bob, String namePrefix) {
		this.random = new Random(seed);
		this.alice = alice;
		this.bob = bob;
		this.namePrefix = namePrefix;
	}

	/**
	 * Makes up a request.
	 */
	Request next() {
		int dice = this.random.nextInt(100);
		if (dice < 30) {
			return lock("POST", "/acquire", acquireBody());
		}
		if (dice < 42) {
			return lock("POST", "/release", leaseBody(false));
		}
		if (dice < 54) {
			return lock("POST", "/renew", leaseBody(true));
		}
		if (dice < 62) {
			return lock("GET", "", null);
		}
		if (dice < 64) {
			return request("GET", pick("/locks", "/locks?prefix=", "/locks?prefix=n1", "/locks?prefix=a&prefix=b",
					"/locks?prefix=%ff+x&y=z"), null);
		}
		if (dice < 68) {
			return lock("PUT", "/acl", body("{\"acl\":" + pick(ACLS) + "}"));
		}
		if (dice < 78) {
			return session();
		}
		if (dice < 84) {
			return election();
		}
		if (dice < 88) {
			return webhook();
		}
		if (dice < 90) {
			return request("GET", pick("/health", "/nowhere", "/locks/", "/Locks", "/admin/status", "/", "/docs/"),
					null);
		}
		if (dice < 91 && this.random.nextInt(5) == 0) {
			return new Request("POST", Pair.same("/auth/token/rotate"), this.bob, null, null, null, true);
		}
		if (dice < 95) {
			return request(pick("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "BREW"),
					pick("/locks", "/locks/n1", "/locks/n1/acquire", "/locks/n1/acl", "/sessions", "/sessions/x",
							"/webhooks", "/webhooks/x", "/elections", "/auth/token/rotate/", "/status/x"),
					null);
		}
		return lock("POST", "/acquire", (this.random.nextInt(8) == 0) ? body(pick(LISTS)) : broken(acquireBody()));
	}

	/**
	 * Remembers what the servers made up.
	 */
	void learn(Request request, JsonNode real, JsonNode embedded) {
		learn(this.leases, "lease_id", real, embedded);
		if (request.method().equals("POST") && request.path().real().equals("/sessions")) {
			learn(this.sessions, "session_id", real, embedded);
		}
		if (request.path().real().equals("/webhooks")) {
			learn(this.webhooks, "id", real, embedded);
		}
		learn(this.leaderTokens, "leader_token", real, embedded);
		if (request.rotates() && real.has("token")) {
			this.bob = new Pair(real.get("token").asString(), embedded.get("token").asString());
		}
	}

	private static void learn(List<Pair> known, String member, JsonNode real, JsonNode embedded) {
		if (real.path(member).isString() && embedded.path(member).isString()) {
			known.add(new Pair(real.get(member).asString(), embedded.get(member).asString()));
			if (known.size() > 40) {
				known.remove(0);
			}
		}
	}

	private Request session() {
		String path = pick("", "/keepalive");
		return switch (this.random.nextInt(4)) {
			case 0 -> request("POST", "/sessions",
					body("{\"ttl_seconds\":" + pick("250", "300", "9999", "-1", "\"x\"", "null") + "}"));
			case 1 -> withId("POST", "/sessions/", known(this.sessions), "/keepalive");
			case 2 -> withId(pick("GET", "HEAD"), "/sessions/", known(this.sessions), path);
			default -> (this.random.nextInt(3) > 0) ? withId("GET", "/sessions/", known(this.sessions), "")
					: withId("DELETE", "/sessions/", known(this.sessions), "");
		};
	}

	private Request election() {
		String id = pick("abcdefgh", "rooms-01", "short", "with%20space");
		return switch (this.random.nextInt(4)) {
			case 0 -> request("POST", "/elections/" + id + "/campaign",
					body("{\"candidate_id\":" + pick("\"a\"", "\"b\"", "\"a b\"", "5", "\"\"") + ",\"ttl_seconds\":"
							+ pick("300", "200", "4", "301", "null") + ",\"metadata\":" + pick(METADATA) + "}"));
			case 1 -> leader(id, "renew", ",\"ttl_seconds\":" + pick("300", "250", "4", "null"));
			case 2 -> leader(id, "resign", "");
			default -> request("GET", "/elections/" + id, null);
		};
	}

	private Request leader(String id, String operation, String more) {
		Pair token = (this.leaderTokens.isEmpty() || this.random.nextInt(8) == 0)
				? Pair.same(pick("xyz", "", "==", "A".repeat(43), "A".repeat(42) + "B", "A".repeat(43) + "="))
				: this.leaderTokens.get(this.random.nextInt(this.leaderTokens.size()));
		return request("POST", "/elections/" + id + "/" + operation,
				token.wrap("{\"leader_token\":\"", "\"" + more + "}"));
	}

	private Request webhook() {
		return switch (this.random.nextInt(3)) {
			case 0 -> request("POST", "/webhooks",
					body("{\"url\":\"" + pick(URLS) + "\",\"events\":"
							+ pick("[\"acquired\"]", "null", "[]", "[\"bogus\"]", "[1]") + ",\"secret\":"
							+ pick("null", "\"s\"") + ",\"lock_pattern\":" + pick("null", "\"jobs/*\"") + "}"));
			case 1 -> request("GET", "/webhooks", null);
			default -> withId("DELETE", "/webhooks/", known(this.webhooks), "");
		};
	}

	private Pair acquireBody() {
		Pair body = Pair.same("{\"ttl_seconds\":" + often("600", () -> pick(TTLS)));
		if (this.random.nextInt(3) == 0) {
			body = body.wrap("", ",\"metadata\":" + often("\"m\"", () -> pick(METADATA)));
		}
		if (this.random.nextInt(3) == 0) {
			body = body.join(known(this.sessions).wrap(",\"session_id\":\"", "\""));
		}
		if (this.random.nextInt(3) == 0) {
			body = body.wrap("", ",\"ephemeral\":" + often("true", () -> pick("false", "null", "1", "\"true\"")));
		}
		if (this.random.nextInt(12) == 0) {
			body = body.wrap("", ",\"lock_delay_seconds\":" + pick("30", "0", "31", "29", "-1"));
		}
		if (this.random.nextInt(12) == 0) {
			body = body.wrap("", ",\"acl\":" + pick(ACLS));
		}
		return body.wrap("", "}");
	}

	private Pair leaseBody(boolean ttl) {
		Pair body = known(this.leases).wrap("{\"lease_id\":\"", "\"");
		return body.wrap("", (ttl && this.random.nextBoolean()) ? ",\"ttl_seconds\":" + pick(TTLS) + "}" : "}");
	}

	/**
	 * The text with something wrong in it. No server knows the ids in it, because half an
	 * id means different things to different servers.
	 */
	private Pair broken(Pair body) {
		String text = UUIDS.matcher(body.real()).replaceAll("11111111-1111-4111-8111-111111111111");
		int at = this.random.nextInt(text.length());
		String middle = pick("", "\"", "{", "}", "[", ",", ":", "x", "0", "\\", " ", "\t", "\u0001", "-", ".", "e9");
		int skipped = this.random.nextInt(3);
		return Pair.same(text.substring(0, at) + middle + text.substring(Math.min(at + skipped, text.length())));
	}

	private Request lock(String method, String operation, @Nullable Pair body) {
		String name = (this.random.nextInt(12) == 0) ? pick(ODD_NAMES)
				: this.namePrefix + "n" + this.random.nextInt((this.random.nextInt(3) == 0) ? 150 : 6);
		return request(method, "/locks/" + name + operation, body);
	}

	private Request withId(String method, String prefix, Pair id, String suffix) {
		return new Request(method, id.wrap(prefix, suffix), token(), null, null, adminKey(), false);
	}

	private Request request(String method, String path, @Nullable Pair body) {
		String type = (body == null) ? null : often("application/json", () -> pick(TYPES));
		return new Request(method, Pair.same(path), token(), body, type, adminKey(), false);
	}

	private @Nullable Pair token() {
		int dice = this.random.nextInt(40);
		if (dice == 0) {
			return null;
		}
		if (dice < 24) {
			return (dice == 1) ? Pair.same("nope") : this.alice;
		}
		return this.bob;
	}

	private @Nullable String adminKey() {
		return switch (this.random.nextInt(60)) {
			case 0 -> "adm-key";
			case 1 -> "wrong";
			default -> null;
		};
	}

	private Pair known(List<Pair> values) {
		int dice = this.random.nextInt(20);
		if (values.isEmpty() || dice == 0) {
			return Pair.same(new UUID(this.random.nextLong(), this.random.nextLong()).toString());
		}
		return (dice == 1) ? Pair.same("not-a-uuid")
				: values.get(Math.max(0, values.size() - 1 - this.random.nextInt(Math.min(values.size(), 12))));
	}

	private static Pair body(String text) {
		return Pair.same(text);
	}

	private String often(String usual, Supplier<String> other) {
		return (this.random.nextInt(8) > 0) ? usual : other.get();
	}

	private String pick(String... values) {
		return values[this.random.nextInt(values.length)];
	}

	private String pick(List<String> values) {
		return values.get(this.random.nextInt(values.size()));
	}

	/**
	 * A text for each of the servers; they differ in what the servers made up.
	 *
	 * @param real for the real server
	 * @param embedded for the embedded server
	 */
	record Pair(String real, String embedded) {

		static Pair same(String text) {
			return new Pair(text, text);
		}

		Pair wrap(String before, String after) {
			return new Pair(before + this.real + after, before + this.embedded + after);
		}

		Pair join(Pair other) {
			return new Pair(this.real + other.real, this.embedded + other.embedded);
		}

	}

	/**
	 * A request for both servers.
	 *
	 * @param method the HTTP method
	 * @param path the path and the query
	 * @param token the bearer token
	 * @param body the body
	 * @param contentType the type of the body
	 * @param adminKey the administrator's key
	 * @param rotates whether the answer has a new token
	 */
	record Request(String method, Pair path, @Nullable Pair token, @Nullable Pair body, @Nullable String contentType,
			@Nullable String adminKey, boolean rotates) {

	}

}
