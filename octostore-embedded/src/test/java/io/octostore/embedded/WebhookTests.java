package io.octostore.embedded;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.octostore.embedded.WebhookReceiver.Delivery;
import io.octostore.embedded.conformance.WireClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Section 6 of the protocol's description.
 */
class WebhookTests {

	private static WebhookReceiver receiver;

	private OctoStoreServer server;

	private WireClient client;

	@BeforeAll
	static void startReceiver(@TempDir Path directory) throws Exception {
		receiver = WebhookReceiver.start(directory);
	}

	@AfterAll
	static void stopReceiver() {
		receiver.close();
	}

	@BeforeEach
	void startServer() {
		start(ServerGeneration.V0_14);
	}

	private void start(ServerGeneration generation) {
		this.server = OctoStoreServer.builder()
			.token("alice", "tok-a")
			.token("bob", "tok-b")
			.generation(generation)
			.privateWebhooks(receiver.certificate())
			.manualTime(Instant.parse("2026-03-01T10:00:00.25Z"))
			.start();
		this.client = new WireClient(this.server.baseUrl());
		receiver.reset();
	}

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	private void createWebhook(String members) {
		assertThat(this.client.post("/webhooks")
			.as("tok-a")
			.json("{\"url\":\"" + receiver.url() + "\"" + members + "}")
			.send()
			.status()).isEqualTo(201);
	}

	private String acquire(String token, String lock, String body) {
		return this.client.post("/locks/" + lock + "/acquire").as(token).json(body).send().text("lease_id");
	}

	@Test
	void deliversSignedEvents() {
		createWebhook(",\"secret\":\"s3cr3t\"");
		acquire("tok-a", "report", "{}");
		Delivery delivery = receiver.next();
		String holder = this.client.get("/locks/report").as("tok-a").send().text("holder_id");
		assertThat(delivery.body()).isEqualTo("{\"event\":\"acquired\",\"lock\":\"report\",\"holder_id\":\"" + holder
				+ "\",\"fencing_token\":1,\"timestamp\":\"2026-03-01T10:00:00.250+00:00\"}");
		assertThat(delivery.header("Content-Type")).isEqualTo("application/json");
		assertThat(delivery.header("User-Agent")).isEqualTo("OctoStore-Webhook/1.0");
		assertThat(delivery.header("X-OctoStore-Signature"))
			.isEqualTo(WebhookMessage.signature("s3cr3t", delivery.body().getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void signsLikeTheRealServer() {
		String body = "{\"event\":\"acquired\",\"lock\":\"jobs/nightly\",\"holder_id\":"
				+ "\"c5ae3c3c-dc7a-824d-8826-ca6f59643b98\",\"fencing_token\":42,"
				+ "\"timestamp\":\"2026-03-01T10:00:00.250+00:00\"}";
		assertThat(WebhookMessage.signature("s3cr3t", body.getBytes(StandardCharsets.UTF_8)))
			.isEqualTo("sha256=8aa341d3f130a8723b52b4bef56d2ea5a8070722baca5a15a0a82d450ab6b246");
		assertThat(WebhookMessage.signature("", new byte[0]))
			.isEqualTo("sha256=b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
	}

	@Test
	void tellsOfTheOwnersLocksOnly() {
		createWebhook("");
		acquire("tok-b", "foreign", "{}");
		String session = this.client.post("/sessions").as("tok-a").json("{}").send().text("session_id");
		acquire("tok-a", "mine", "{\"ephemeral\":true,\"session_id\":\"" + session + "\"}");
		Delivery delivery = receiver.next();
		assertThat(delivery.body()).contains("\"lock\":\"mine\"");
		assertThat(delivery.header("X-OctoStore-Signature")).isEmpty();
	}

	@Test
	void tellsOfWantedEventsAndLocksOnly() {
		createWebhook(",\"events\":[\"released\"],\"lock_pattern\":\"jobs*\"");
		String other = acquire("tok-a", "other", "{}");
		String job = acquire("tok-a", "jobs-1", "{}");
		for (String[] lock : new String[][] { { "other", other }, { "jobs-1", job } }) {
			this.client.post("/locks/" + lock[0] + "/release")
				.as("tok-a")
				.json("{\"lease_id\":\"" + lock[1] + "\"}")
				.send();
		}
		assertThat(receiver.next().body()).contains("\"event\":\"released\"", "\"lock\":\"jobs-1\"");
	}

	@Test
	void matchesNames() {
		assertThat(webhook(null).wants(LockEvents.Type.EXPIRED, "a")).isTrue();
		assertThat(webhook("*").wants(LockEvents.Type.EXPIRED, "a")).isTrue();
		assertThat(webhook("a*").wants(LockEvents.Type.EXPIRED, "ab")).isTrue();
		assertThat(webhook("a*").wants(LockEvents.Type.EXPIRED, "ba")).isFalse();
		assertThat(webhook("a*b").wants(LockEvents.Type.EXPIRED, "axb")).isFalse();
		assertThat(webhook("ab").wants(LockEvents.Type.EXPIRED, "ab")).isTrue();
	}

	private static Webhook webhook(String pattern) {
		return new Webhook(UUID.randomUUID(), UUID.randomUUID(), "https://x/", null, List.of("*"), pattern,
				Instant.EPOCH);
	}

	@Test
	void triesAgainOnce() {
		createWebhook("");
		receiver.failNext(1);
		acquire("tok-a", "report", "{}");
		assertThat(receiver.next().body()).isEqualTo(receiver.next().body());
		receiver.failNext(2);
		acquire("tok-a", "second", "{}");
		receiver.next();
		receiver.next();
		acquire("tok-a", "third", "{}");
		assertThat(receiver.next().body()).contains("\"lock\":\"third\"");
	}

	@Test
	void tellsEverythingToEveryUserBefore14() {
		this.server.close();
		start(ServerGeneration.V0_13);
		createWebhook("");
		String lease = acquire("tok-b", "foreign", "{}");
		assertThat(receiver.next().body()).startsWith("{\"event\":\"acquired\",\"fencing_token\":1,\"holder_id\":\"");
		this.client.post("/locks/foreign/release").as("tok-b").json("{\"lease_id\":\"" + lease + "\"}").send();
		assertThat(receiver.next().body())
			.startsWith("{\"event\":\"released\",\"fencing_token\":null,\"holder_id\":null,\"lock\":\"foreign\"");
	}

	@Test
	void tellsOfExpiry() {
		createWebhook(",\"events\":[\"expired\"]");
		acquire("tok-a", "report", "{\"ttl_seconds\":1}");
		this.server.advanceTime(Duration.ofSeconds(10));
		assertThat(receiver.next().body()).contains("\"event\":\"expired\"");
	}

	@Test
	void normalizesUrls() {
		assertUrl("https://EXAMPLE.org", "https://example.org/");
		assertUrl("HTTPS://example.org:443/a", "https://example.org/a");
		assertUrl(" https://example.org:444?x=1#f ", "https://example.org:444/?x=1#f");
		assertUrl("https:x.example", "https://x.example/");
		assertUrl("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/");
		assertUrl("https://8.8.8.8/", "https://8.8.8.8/");
		assertUrl("https://[2606:4700::1]/", "https://[2606:4700::1]/");
	}

	private static void assertUrl(String url, String normalized) {
		assertThat(WebhookUrl.normalize(url, false)).isEqualTo(normalized);
	}

	@Test
	void refusesUrlsThatAreNotPublic() {
		for (String url : new String[] { "", "//x", "http://x.example/", "https://", "https://exa mple.org/",
				"https://x.example:99999/", "https://localhost/", "https://10.0.0.1/", "https://[::1]/",
				"https://[::ffff:127.0.0.1]/", "https://u:p@x.example/", "https://1.2.3.400/",
				"https://2130706433/" }) {
			assertThatExceptionOfType(RefusedException.class).as(url)
				.isThrownBy(() -> WebhookUrl.normalize(url, false));
		}
	}

	@Test
	void tellsPublicAddressesFromOthers() throws Exception {
		for (String address : new String[] { "8.8.8.8", "192.88.99.1", "2606:4700::1" }) {
			assertThat(PublicNetwork.contains(InetAddress.getByName(address))).as(address).isTrue();
		}
		for (String address : new String[] { "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.1.1",
				"172.31.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::1", "::",
				"fc00::1", "fe80::1", "2001:db8::1", "ff02::1" }) {
			assertThat(PublicNetwork.contains(InetAddress.getByName(address))).as(address).isFalse();
		}
	}

}
