package io.octostore.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;

import org.springframework.http.HttpHeaders;

/**
 * Answers as ten kinds of gateways give them in the place of a server.
 */
final class Gateways {

	private static final List<Integer> STATUSES = List.of(200, 200, 204, 301, 302, 307, 400, 401, 403, 404, 404, 404,
			405, 408, 409, 410, 410, 413, 421, 429, 431, 495, 499, 500, 501, 502, 503, 504, 520, 522, 525);

	private static final List<Function<Random, Reply>> KINDS = List.of(Gateways::nginx, Gateways::envoy,
			Gateways::haproxy, Gateways::alb, Gateways::cloudflare, Gateways::traefik, Gateways::istio,
			Gateways::captivePortal, Gateways::springCloudGateway, Gateways::empty);

	private Gateways() {
	}

	static Reply random(Random random) {
		return KINDS.get(random.nextInt(KINDS.size())).apply(random);
	}

	private static int status(Random random) {
		return STATUSES.get(random.nextInt(STATUSES.size()));
	}

	private static Reply reply(Random random, String type, String body) {
		HttpHeaders headers = new HttpHeaders();
		if (!type.isEmpty()) {
			headers.set(HttpHeaders.CONTENT_TYPE, type);
		}
		if (random.nextInt(3) == 0) {
			headers.set("X-Request-Id", new UUID(random.nextLong(), random.nextLong()).toString());
		}
		if (random.nextInt(4) == 0) {
			headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(random.nextInt(100)));
		}
		return new Reply(status(random), headers, body.getBytes(StandardCharsets.UTF_8));
	}

	private static Reply nginx(Random random) {
		return reply(random, "text/html", "<html><head><title>404 Not Found</title></head><center>nginx/1.27."
				+ random.nextInt(9) + "</center></html>");
	}

	private static Reply envoy(Random random) {
		return pick(random, reply(random, "text/plain", "upstream connect error or disconnect/reset before headers"),
				reply(random, "text/plain", "no healthy upstream"), reply(random, "", ""));
	}

	private static Reply haproxy(Random random) {
		return reply(random, "text/html", "<html><body><h1>503 Service Unavailable</h1>\nNo server is available.\n");
	}

	private static Reply alb(Random random) {
		return pick(random, reply(random, "text/html", "<html><head><title>502 Bad Gateway</title></head></html>"),
				reply(random, "text/plain; charset=utf-8", "Backend fetch failed"),
				reply(random, "application/json", "{\"message\":\"Not Found\"}"),
				reply(random, "application/json", "null"), reply(random, "application/json", "{}"));
	}

	private static Reply cloudflare(Random random) {
		return pick(random, reply(random, "text/html; charset=UTF-8", "<!DOCTYPE html><title>Just a moment...</title>"),
				reply(random, "application/json", "{\"success\":false,\"errors\":[{\"code\":7003,\"message\":\"x\"}]}"),
				reply(random, "application/json", "{\"error\":\"1020\",\"code\":\"access_denied\"}"));
	}

	private static Reply traefik(Random random) {
		return reply(random, "text/plain; charset=utf-8", "404 page not found\n");
	}

	private static Reply istio(Random random) {
		return pick(random, reply(random, "text/plain", "RBAC: access denied"),
				reply(random, "application/json", "{\"code\":5,\"message\":\"Not Found\",\"details\":[]}"),
				reply(random, "application/json", "{\"code\":\"not_found\",\"msg\":\"no route\"}"),
				reply(random, "application/json", "{\"code\":\"session_expired\",\"message\":\"log in again\"}"));
	}

	private static Reply captivePortal(Random random) {
		return pick(random,
				reply(random, "text/html", "<html><meta http-equiv=refresh content='0; url=/login'></html>"),
				reply(random, "application/json", "{\"status\":\"ok\"}"),
				reply(random, "application/json", "{\"status\":\"held\"}"),
				reply(random, "application/json", "{\"status\":\"acquired\"}"));
	}

	private static Reply springCloudGateway(Random random) {
		return pick(random,
				reply(random, "application/problem+json",
						"{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"instance\":\"/sessions\"}"),
				reply(random, "application/json",
						"{\"timestamp\":\"2026-03-01T10:00:00Z\",\"path\":\"/\",\"status\":404,\"error\":\"Not Found\","
								+ "\"requestId\":\"2f-1\"}"),
				reply(random, "application/json", "{\"error\":\"Session not found\",\"path\":\"/sessions\"}"),
				reply(random, "application/json",
						"{\"code\":\"not_found\",\"error\":\"Not Found\",\"request_id\":\"r-1\"}"));
	}

	private static Reply empty(Random random) {
		return pick(random, reply(random, "", ""), reply(random, "application/json", ""));
	}

	private static Reply pick(Random random, Reply... replies) {
		return replies[random.nextInt(replies.length)];
	}

	/**
	 * An answer.
	 *
	 * @param status the status
	 * @param headers the headers
	 * @param body the body
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Reply(int status, HttpHeaders headers, byte[] body) {

		@Override
		public String toString() {
			return this.status + " " + this.headers + " " + new String(this.body, StandardCharsets.UTF_8);
		}

	}

}
