package io.octostore.client;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.octostore.LockHeldException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreValidationException;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LockCallsTests extends ClientBench {

	@Test
	void acquireSendsTheTtlAndTheToken() {
		answer(Samples.ACQUIRED, 200);
		this.client.tryAcquireLock("nightly-report", Duration.ofSeconds(90));
		server.verify(1,
				postRequestedFor(urlEqualTo("/locks/nightly-report/acquire"))
					.withHeader("Authorization", equalTo("Bearer " + Samples.TOKEN))
					.withHeader("Content-Type", equalTo("application/json"))
					.withHeader("Accept", equalTo("application/json"))
					.withRequestBody(equalTo("{\"ttl_seconds\":90}")));
	}

	@Test
	void acquireSendsWhatIsAskedFor() {
		answer(jsonResponse(Samples.ACQUIRED, 200).withHeader("X-Request-Id", Samples.REQUEST_ID));
		this.client.tryAcquireLock(AcquireRequest.of("job", Samples.TTL)
			.withMetadata("quote \" line \n octopus \ud83d\udc19")
			.withEphemeralSession(Samples.SESSION)
			.withLockDelay(Duration.ofSeconds(7)));
		server.verify(postRequestedFor(urlEqualTo("/locks/job/acquire")).withRequestBody(equalToJson(
				"""
						{"ttl_seconds": 60, "metadata": "quote \\" line \\n octopus \ud83d\udc19",
						 "session_id": "5d7b1c9e-6a0f-4b7e-8f51-2f0f6f2f9a10", "ephemeral": true, "lock_delay_seconds": 7}""")));
	}

	@Test
	void aNamedSessionIsNotEphemeral() {
		answer(jsonResponse(Samples.ACQUIRED, 200).withHeader("X-Request-Id", Samples.REQUEST_ID));
		this.client.tryAcquireLock(AcquireRequest.of("job", Samples.TTL).withSession(Samples.SESSION));
		server.verify(postRequestedFor(urlEqualTo("/locks/job/acquire")).withRequestBody(
				equalToJson("{\"ttl_seconds\": 60, \"session_id\": \"5d7b1c9e-6a0f-4b7e-8f51-2f0f6f2f9a10\"}")));
	}

	@Test
	void aGrantHasAllThatTheServerSays() {
		answer(Samples.ACQUIRED, 200);
		AcquireResult.Acquired acquired = this.client.acquireLock("job", Samples.TTL);
		assertThat(acquired.leaseId()).isEqualTo(Samples.LEASE);
		assertThat(acquired.fencingToken()).isEqualTo(318);
		assertThat(acquired.expiresAt()).isEqualTo(Instant.parse("2026-03-01T10:01:00.482913377Z"));
		assertThat(acquired.renewAfter()).contains(Duration.ofMillis(29999));
		assertThat(acquired.metadata()).contains("build-7");
	}

	@Test
	void fencingTokensHave64Bits() {
		answer(Samples.ACQUIRED.replace("318", "9223372036854775807"), 200);
		assertThat(this.client.acquireLock("job", Samples.TTL).fencingToken()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void heldIsAnAnswerAndNotAnError() {
		answer(Samples.HELD, 200);
		assertThat(this.client.tryAcquireLock("job", Samples.TTL)).isInstanceOfSatisfying(AcquireResult.Held.class,
				(held) -> {
					assertThat(held.holderId()).contains("c5ae3c3c-dc7a-824d-8826-ca6f59643b98");
					assertThat(held.expiresAt()).isEqualTo(Instant.parse("2026-03-01T10:00:42.100200300Z"));
					assertThat(held.retryAfter()).contains(Duration.ofMillis(12873));
					assertThat(held.metadata()).contains("theirs");
					assertThat(held).hasToString("Held[holderId=c5ae3c3c-dc7a-824d-8826-ca6f59643b98,"
							+ " expiresAt=2026-03-01T10:00:42.100200300Z]");
				});
	}

	@Test
	void delayedIsToldFromConflictByItsBody() {
		answer(Samples.DELAYED, 409);
		assertThat(this.client.tryAcquireLock("job", Samples.TTL)).isInstanceOfSatisfying(AcquireResult.Delayed.class,
				(delayed) -> {
					assertThat(delayed.availableAt()).isEqualTo(Instant.parse("2026-03-01T10:00:35.500Z"));
					assertThat(delayed.lockDelay()).isEqualTo(Duration.ofSeconds(15));
					assertThat(delayed.retryAfter()).contains(Duration.ofMillis(4210));
					assertThat(delayed).hasToString(
							"Delayed[availableAt=2026-03-01T10:00:35.500Z, lockDelay=PT15S, retryAfter=Optional[PT4.21S]]");
				});
	}

	@Test
	void acquireLockThrowsWhenHeld() {
		answer(Samples.HELD, 200);
		assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> this.client.acquireLock("job", Samples.TTL))
			.withMessage(
					"Lock 'job' is held by c5ae3c3c-dc7a-824d-8826-ca6f59643b98 until 2026-03-01T10:00:42.100200300Z")
			.satisfies((ex) -> {
				assertThat(ex.lockName()).isEqualTo("job");
				assertThat(ex.holder()).contains("c5ae3c3c-dc7a-824d-8826-ca6f59643b98");
				assertThat(ex.expiresAt()).contains(Instant.parse("2026-03-01T10:00:42.100200300Z"));
				assertThat(ex.metadata()).contains("theirs");
				assertThat(ex.retryAfter()).contains(Duration.ofMillis(12873));
				assertThat(ex.isDelayed()).isFalse();
			});
	}

	@Test
	void acquireLockThrowsWhenDelayed() {
		answer(Samples.DELAYED, 409);
		assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> this.client.acquireLock("job", Samples.TTL))
			.withMessage("Lock 'job' is in its cooling period until 2026-03-01T10:00:35.500Z")
			.satisfies((ex) -> {
				assertThat(ex.isDelayed()).isTrue();
				assertThat(ex.holder()).isEmpty();
				assertThat(ex.retryAfter()).contains(Duration.ofMillis(4210));
			});
	}

	@Test
	void aLockHeldInThisJvmHasNoDetails() {
		LockHeldException ex = new LockHeldException("job");
		assertThat(ex).hasMessage("Lock 'job' is held by another caller in this JVM");
		assertThat(ex.holder()).isEmpty();
		assertThat(ex.expiresAt()).isEmpty();
		assertThat(ex.isDelayed()).isFalse();
	}

	@Test
	void releaseSendsTheLeaseAndAcceptsNull() {
		answer(jsonResponse("null", 200).withHeader("X-Request-Id", Samples.REQUEST_ID));
		this.client.releaseLock("job", Samples.LEASE);
		server.verify(1, postRequestedFor(urlEqualTo("/locks/job/release"))
			.withRequestBody(equalTo("{\"lease_id\":\"4b0d3c5e-1c1f-4a53-9a6e-0d5b1f6a7c11\"}")));
	}

	@Test
	void renewSendsLeaseAndTtl() {
		answer(Samples.RENEWED, 200);
		RenewResult renewal = this.client.renewLock("job", Samples.LEASE, Duration.ofSeconds(45));
		assertThat(renewal.leaseId()).isEqualTo(Samples.LEASE);
		assertThat(renewal.expiresAt()).isEqualTo(Instant.parse("2026-03-01T10:02:00.000001Z"));
		assertThat(renewal.renewAfter()).contains(Duration.ofMillis(29999));
		server.verify(postRequestedFor(urlEqualTo("/locks/job/renew"))
			.withRequestBody(equalTo("{\"lease_id\":\"4b0d3c5e-1c1f-4a53-9a6e-0d5b1f6a7c11\",\"ttl_seconds\":45}")));
	}

	@Test
	void aRenewalOfAnotherLeaseIsNotBelieved() {
		answer(Samples.RENEWED.replace("4b0d3c5e", "00000000"), 200);
		assertThatExceptionOfType(OctoStoreProtocolException.class)
			.isThrownBy(() -> this.client.renewLock("job", Samples.LEASE, Samples.TTL))
			.withMessage("Renewal of lock 'job' was answered for another lease than was asked for")
			.satisfies((ex) -> assertThat(ex.isIdentityMismatch()).isTrue());
	}

	@Test
	void statusOfAHeldLock() {
		answer("""
				{"name":"job","status":"held","holder_id":"c5ae3c3c-dc7a-824d-8826-ca6f59643b98","fencing_token":318,
				 "expires_at":"2026-03-01T10:01:00Z","metadata":"build-7","acl":{"acquire":["user:ops"]}}""", 200);
		LockInfo status = this.client.getLockStatus("job");
		assertThat(status.name()).isEqualTo("job");
		assertThat(status.isHeld()).isTrue();
		assertThat(status.status()).isEqualTo(LockStatus.HELD);
		assertThat(status.holderId()).contains("c5ae3c3c-dc7a-824d-8826-ca6f59643b98");
		assertThat(status.fencingToken()).isEqualTo(318);
		assertThat(status.expiresAt()).contains(Instant.parse("2026-03-01T10:01:00Z"));
		assertThat(status.metadata()).contains("build-7");
		assertThat(status.toString()).startsWith("LockInfo[name=job, status=HELD");
		server.verify(getRequestedFor(urlEqualTo("/locks/job")).withoutHeader("Content-Type"));
	}

	@Test
	void statusOfAFreeLock() {
		answer("""
				{"name":"job","status":"free","holder_id":null,"fencing_token":319,"expires_at":null,"metadata":null}""",
				200);
		LockInfo status = this.client.getLockStatus("job");
		assertThat(status.isHeld()).isFalse();
		assertThat(status.holderId()).isEmpty();
		assertThat(status.expiresAt()).isEmpty();
		assertThat(status.metadata()).isEmpty();
	}

	@Test
	void theStatusOfAnotherLockIsNotBelieved() {
		answer("""
				{"name":"other","status":"free","fencing_token":319}""", 200);
		assertThatExceptionOfType(OctoStoreProtocolException.class).isThrownBy(() -> this.client.getLockStatus("job"))
			.withMessageContaining("another lock");
	}

	@Test
	void listsTheLocksOfAllUsers() {
		answer("""
				{"locks":[{"name":"a","status":"held","holder_id":"c5ae3c3c-dc7a-824d-8826-ca6f59643b98",
				 "fencing_token":318,"expires_at":"2026-03-01T10:01:00Z","metadata":null}],"total":1,"prefix":null}""",
				200);
		LockList list = this.client.listLocks();
		assertThat(list.isOwnLocksOnly()).isFalse();
		assertThat(list.prefix()).isEmpty();
		assertThat(list.locks()).singleElement().satisfies((lock) -> {
			assertThat(lock.name()).isEqualTo("a");
			assertThat(lock.holderId()).contains("c5ae3c3c-dc7a-824d-8826-ca6f59643b98");
			assertThat(lock.leaseId()).isEmpty();
			assertThat(lock.fencingToken()).isEqualTo(318);
			assertThat(lock.expiresAt()).isEqualTo(Instant.parse("2026-03-01T10:01:00Z"));
			assertThat(lock.metadata()).isEmpty();
		});
		assertThat(list).hasToString("LockList[locks=1, prefix=null, ownLocksOnly=false]");
		server.verify(getRequestedFor(urlEqualTo("/locks")));
	}

	@Test
	void asksForAPrefixInFormEncoding() {
		answer("{\"locks\":[],\"total\":0,\"prefix\":\"a b&c\"}", 200);
		assertThat(this.client.listLocks("a b&c").prefix()).contains("a b&c");
		server.verify(getRequestedFor(urlEqualTo("/locks?prefix=a+b%26c")));
	}

	@Test
	void aListMayBeLargerThanOtherAnswers() {
		String lock = "{\"name\":\"" + "x".repeat(64)
				+ "\",\"fencing_token\":1,\"expires_at\":\"2026-03-01T10:01:00Z\"}";
		String locks = String.join(",", java.util.Collections.nCopies(2000, lock));
		answer("{\"locks\":[" + locks + "],\"total\":2000,\"prefix\":null}", 200);
		LockList list = this.client.listLocks();
		assertThat(list.size()).isEqualTo(2000);
		assertThat(list).hasSize(2000).containsExactlyElementsOf(list.locks());
		assertThat(list.stream()).hasSize(2000);
	}

	@Test
	void keepsABasePath() {
		answer(Samples.ACQUIRED, 200);
		try (OctoStoreClient behindProxy = OctoStoreClient.create(server.baseUrl() + "/octo/store/", "t")) {
			behindProxy.acquireLock("job", Samples.TTL);
		}
		server.verify(postRequestedFor(urlEqualTo("/octo/store/locks/job/acquire")));
	}

	@Test
	void refusesABadNameBeforeAnyRequest() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.client.tryAcquireLock("jobs/nightly", Samples.TTL));
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.client.releaseLock("", Samples.LEASE));
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.client.renewLock("a b", Samples.LEASE, Samples.TTL));
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> this.client.getLockStatus(".."));
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.client.renewLock("job", Samples.LEASE, Duration.ofMillis(1500)));
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.client.releaseLock("job", null));
		server.verify(0, com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(anyUrl()));
	}

	@Test
	void sendsATokenOnlyWhereOneWasAllowed() {
		OctoStoreClient anonymous = this.client.withoutAuthentication();
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> anonymous.withToken("tok-b"))
			.withMessage("withToken needs a client that has a token, but this one has none");
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> this.client.withToken("a b"))
			.withMessageContaining("printable ASCII")
			.withMessageNotContaining("a b");
	}

	@Test
	void needsATokenBeforeAnyRequest() {
		OctoStoreClient anonymous = this.client.withoutAuthentication();
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> anonymous.tryAcquireLock("job", Samples.TTL))
			.withMessage("Acquire of lock 'job' needs a token, but this client was built without one");
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(anonymous::rotateToken);
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> anonymous.reactive().createSession(Duration.ofSeconds(30)));
		server.verify(0, com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(anyUrl()));
	}

}
