package io.octostore.authority;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.octostore.OctoStoreAuthenticationException;
import io.octostore.etcd.EtcdAuthority;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.EtcdCluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A cluster with users, whose tokens end and which switches authentication on and off.
 */
@Tag("etcd")
class EtcdUserTests {

	private static final Duration TTL = Duration.ofSeconds(10);

	private static final Attempt ATTEMPT = new Attempt(Duration.ofSeconds(10), false);

	private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

	@TempDir
	private Path folder;

	private static EtcdAuthority authority(EtcdCluster cluster) {
		return EtcdAuthority.builder().endpoints(cluster.endpoints()).user("locks", "pass-word").build();
	}

	private static OctoStoreLocks locks(EtcdAuthority etcd) {
		return OctoStoreLocks.builder(etcd)
			.sessionTtl(TTL)
			.defaults(LockOptions.defaults().withTtl(TTL).withWaitFor(Duration.ofSeconds(30)))
			.build();
	}

	private static void assertStaysHeld(HeldLock held) {
		await().during(TTL.plusSeconds(5)).atMost(TTL.multipliedBy(3)).until(held::isHeld);
	}

	@Test
	void usersAreAdmittedByNameAndPassword() {
		try (EtcdCluster cluster = EtcdCluster.start(1)) {
			enableUsers(cluster);
			try (EtcdAuthority none = EtcdAuthority.builder().endpoints(cluster.endpoints()).build();
					EtcdAuthority wrong = EtcdAuthority.builder()
						.endpoints(cluster.endpoints())
						.user("locks", "x")
						.build();
					EtcdAuthority elsewhere = EtcdAuthority.builder()
						.endpoints(cluster.endpoints())
						.user("locks", "pass-word")
						.keyPrefix("/other/")
						.build();
					EtcdAuthority etcd = authority(cluster);
					OctoStoreLocks locks = OctoStoreLocks.builder(etcd).build()) {
				assertRefused(none, "octostore.etcd.username");
				assertRefused(wrong, "authentication failed");
				assertRefused(elsewhere, "octostore.etcd.key-prefix");
				locks.tryAcquire("a").orElseThrow().close();
				// Forgets its tokens
				cluster.kill(0);
				cluster.restart(0);
				locks.tryAcquire("a").orElseThrow().close();
			}
		}
	}

	private static void assertRefused(EtcdAuthority etcd, String reason) {
		CompletableFuture<SessionAnswer> answer = new CompletableFuture<>();
		Consumer<SessionAnswer> complete = answer::complete;
		etcd.createSession(TTL, ATTEMPT, complete);
		assertThat(answer.orTimeout(30, TimeUnit.SECONDS).join()).isInstanceOfSatisfying(SessionAnswer.Refused.class,
				(refused) -> assertThat(refused.error()).isInstanceOf(OctoStoreAuthenticationException.class)
					.hasMessageContaining(reason)
					.hasMessageNotContaining("pass-word"));
	}

	@Test
	void tokensThatAreForgottenCostNoLock() {
		assertTokensMayEnd("--auth-token-ttl", "1");
	}

	@Test
	void signedTokensThatExpireCostNoLock() throws GeneralSecurityException, IOException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
		generator.initialize(2048);
		KeyPair pair = generator.generateKeyPair();
		Path publicKey = pem("PUBLIC KEY", pair.getPublic().getEncoded());
		Path privateKey = pem("PRIVATE KEY", pair.getPrivate().getEncoded());
		assertTokensMayEnd("--auth-token",
				"jwt,pub-key=" + publicKey + ",priv-key=" + privateKey + ",sign-method=RS256,ttl=2s");
	}

	private Path pem(String type, byte[] encoded) throws IOException {
		return Files.writeString(this.folder.resolve(type.replace(' ', '-') + ".pem"), "-----BEGIN " + type + "-----\n"
				+ Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END " + type + "-----\n");
	}

	/**
	 * Tokens end between two keepalives, while a lock is held and another caller waits.
	 */
	private static void assertTokensMayEnd(String... options) {
		try (EtcdCluster cluster = EtcdCluster.start(3, options)) {
			enableUsers(cluster);
			try (EtcdAuthority one = authority(cluster);
					OctoStoreLocks locks = locks(one);
					EtcdAuthority other = authority(cluster);
					OctoStoreLocks waiting = locks(other)) {
				HeldLock held = locks.tryAcquire("a").orElseThrow();
				CompletableFuture<Long> served = CompletableFuture
					.supplyAsync(() -> waiting.execute("a", HeldLock::fencingToken));
				await().until(() -> ((LocksControl) waiting).activity().waiting() == 1);
				assertStaysHeld(held);
				held.close();
				assertThat(served.orTimeout(20, TimeUnit.SECONDS).join()).isGreaterThan(held.fencingToken());
			}
		}
	}

	@Test
	void authenticationCanBeSwitchedOnAndOffMeanwhile() {
		try (EtcdCluster cluster = EtcdCluster.start(3);
				EtcdAuthority etcd = authority(cluster);
				OctoStoreLocks locks = locks(etcd);
				EtcdAuthority withoutUser = EtcdAuthority.builder().endpoints(cluster.endpoints()).build()) {
			HeldLock held = locks.tryAcquire("a").orElseThrow();
			withoutUser.check(Duration.ofSeconds(5));
			enableUsers(cluster);
			assertThatExceptionOfType(OctoStoreAuthenticationException.class)
				.isThrownBy(() -> withoutUser.check(Duration.ofSeconds(5)))
				.withMessageContaining("octostore.etcd.username");
			assertStaysHeld(held);
			locks.acquire("b").close();
			Matcher token = TOKEN.matcher(String
				.valueOf(cluster.post(0, "/v3/auth/authenticate", "{\"name\":\"root\",\"password\":\"root\"}")));
			assertThat(token.find()).isTrue();
			cluster.postAs(token.group(1), 0, "/v3/auth/disable", "{}");
			assertStaysHeld(held);
			locks.acquire("b").close();
			post(cluster, "/v3/auth/enable", "{}");
			assertStaysHeld(held);
			locks.acquire("b").close();
		}
	}

	private static void enableUsers(EtcdCluster cluster) {
		String prefix = EtcdCluster.base64("/octostore/");
		String end = EtcdCluster.base64("/octostore0");
		post(cluster, "/v3/auth/user/add", "{\"name\":\"root\",\"password\":\"root\"}");
		post(cluster, "/v3/auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}");
		post(cluster, "/v3/auth/role/add", "{\"name\":\"locks\"}");
		post(cluster, "/v3/auth/role/grant", "{\"name\":\"locks\",\"perm\":{\"permType\":\"READWRITE\",\"key\":\""
				+ prefix + "\",\"range_end\":\"" + end + "\"}}");
		post(cluster, "/v3/auth/user/add", "{\"name\":\"locks\",\"password\":\"pass-word\"}");
		post(cluster, "/v3/auth/user/grant", "{\"user\":\"locks\",\"role\":\"locks\"}");
		post(cluster, "/v3/auth/enable", "{}");
	}

	private static void post(EtcdCluster cluster, String path, String body) {
		assertThat(cluster.post(0, path, body)).as(path).isNotNull();
	}

}
