package io.octostore.client;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.ErrorCode;
import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.OctoStoreValidationException;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AccessListTests extends ClientBench {

	private static final String STORED = """
			{"name":"job","acl":{"acquire":["token:[redacted]","token:[redacted]","user:alice"]}}""";

	@Test
	void replacesTheAccessListOfALock() {
		answer(STORED, 200);
		LockAclInfo stored = this.client.setLockAcl("job", LockAcl.ofUsers("Alice").withToken("abc"));
		assertThat(stored.users()).containsExactly("alice");
		assertThat(stored.tokenCount()).isEqualTo(2);
		server.verify(putRequestedFor(urlEqualTo("/locks/job/acl"))
			.withHeader("Authorization", equalTo("Bearer " + Samples.TOKEN))
			.withRequestBody(equalTo("{\"acl\":{\"acquire\":[\"token:abc\",\"user:alice\"]}}")));
	}

	@Test
	void bringsTheAccessListWithAnAcquire() {
		answer(Samples.error("not_found"), 404);
		answerOnceProven();
		this.client.acquireLock(AcquireRequest.of("job", Samples.TTL).withAcl(LockAcl.ofUsers("alice", "bob")));
		server.verify(postRequestedFor(urlEqualTo("/locks/job/acquire"))
			.withRequestBody(equalToJson("{\"ttl_seconds\":60,\"acl\":{\"acquire\":[\"user:alice\",\"user:bob\"]}}")));
	}

	private static void answerOnceProven() {
		server.stubFor(com.github.tomakehurst.wiremock.client.WireMock.post(urlEqualTo("/locks/job/acquire"))
			.willReturn(com.github.tomakehurst.wiremock.client.WireMock.jsonResponse(Samples.ACQUIRED, 200)));
	}

	@Test
	void readsTheAccessListOfALock() {
		String free = "{\"name\":\"job\",\"status\":\"free\",\"holder_id\":null,\"fencing_token\":3,\"expires_at\":null,"
				+ "\"metadata\":null%s}";
		answer(free.formatted(",\"acl\":{\"acquire\":[\"token:[redacted]\",\"user:deploy-bot\"]}"), 200);
		assertThat(this.client.getLockStatus("job").acl()).hasValueSatisfying((acl) -> {
			assertThat(acl.users()).containsExactly("deploy-bot");
			assertThat(acl.tokenCount()).isEqualTo(1);
		});
		answer(free.formatted(""), 200);
		assertThat(this.client.getLockStatus("job").acl()).isEmpty();
	}

	@Test
	void entriesAreWrittenAsTheServerStoresThem() {
		assertThat(LockAcl.ofUsers("Bob", "ALICE", "bob").withToken("t").entries()).containsExactly("token:t",
				"user:alice", "user:bob");
		assertThat(LockAcl.ofUsers("a", "b")).isEqualTo(LockAcl.ofUsers("B").withUser("A"))
			.hasSameHashCodeAs(LockAcl.ofUsers("b", "a"))
			.isNotEqualTo(LockAcl.ofUsers("a"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "ci_bot", "a.b", "équipe",
			"12345678901234567890123456789012345678901234567890123456789012345" })
	void refusesAUserThatTheServerCannotName(String user) {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> LockAcl.ofUsers(user))
			.withMessageContaining("The user '" + user + "'")
			.withMessageContaining("1 to 64 ASCII letters, digits and '-'");
	}

	@Test
	void refusesATokenThatIsTooLongWithoutShowingIt() {
		assertThat(LockAcl.ofToken("x".repeat(250)).entries()).hasSize(1);
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> LockAcl.ofToken("x".repeat(251)))
			.withMessageContaining("251")
			.withMessageContaining("at most 250")
			.withMessageNotContaining("xxx");
	}

	@Test
	void refusesMoreThanAHundredEntries() {
		LockAcl full = IntStream.range(0, 100)
			.boxed()
			.reduce(LockAcl.ofUsers("u0"), (acl, n) -> acl.withUser("u" + n), (left, right) -> left);
		assertThat(full.withUser("U7")).isEqualTo(full);
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> full.withUser("more"))
			.withMessageContaining("100");
	}

	@Test
	void showsNoToken() {
		assertThat(LockAcl.ofToken("secret-token")).asString().doesNotContain("secret");
		assertThat(AcquireRequest.of("job", Samples.TTL).withAcl(LockAcl.ofToken("secret-token"))).asString()
			.doesNotContain("secret")
			.contains("acl=present");
	}

	@Test
	void saysWhenTheCallerDoesNotHoldTheLock() {
		answer(Samples.error("not_found").replace("Some label", "Lock not found"), 404);
		assertThatExceptionOfType(OctoStoreServerException.class)
			.isThrownBy(() -> this.client.setLockAcl("job", LockAcl.ofUsers("alice")))
			.withMessageContaining("does not hold the lock")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.NOT_FOUND));
		answer(Samples.error("forbidden"), 403);
		assertThatExceptionOfType(OctoStoreAuthenticationException.class)
			.isThrownBy(() -> this.client.setLockAcl("job", LockAcl.ofUsers("alice")))
			.withMessageContaining("does not hold the lock");
	}

	@Test
	void theListOfAnotherLockIsNotBelieved() {
		answer(STORED, 200);
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.client.setLockAcl("other", LockAcl.ofUsers("alice")))
			.satisfies((ex) -> assertThat(ex.isIdentityMismatch()).isTrue());
	}

	@Test
	void refusesABadNameBeforeAnyRequest() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.client.setLockAcl("a b", LockAcl.ofUsers("alice")));
		assertThat(server.getAllServeEvents()).isEmpty();
	}

}
