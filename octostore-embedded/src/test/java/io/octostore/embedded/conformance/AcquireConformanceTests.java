package io.octostore.embedded.conformance;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cases 38 to 54: acquire, hold, re-acquire.
 */
class AcquireConformanceTests extends ConformanceCases {

	@Test
	@DisplayName("38. a free lock is acquired")
	void acquiresAFreeLock() {
		WireAnswer answer = acquire(A);
		assertLock(answer, "acquired");
		assertThat(UUID.fromString(answer.text("lease_id")).version()).isEqualTo(4);
		assertThat(answer.json().get("fencing_token").isIntegralNumber()).isTrue();
		assertThat(answer.number("fencing_token")).isPositive();
		assertThat(answer.text("expires_at")).endsWith("Z");
		assertThat(answer.number("renew_after_ms")).isPositive();
	}

	@Test
	@Tag("field-fault-E3")
	@DisplayName("39. the holder is told to renew before half of the TTL is over")
	void hintsWhenToRenew() {
		assertThat(acquire(A, "{\"ttl_seconds\":60}").number("renew_after_ms")).isBetween(28_000L, 29_999L);
		assertThat(acquire(A, this.name + ".short", "{\"ttl_seconds\":1}").number("renew_after_ms")).isBetween(1L,
				499L);
	}

	@Test
	@DisplayName("40. held by another is 200 with the holder, without lease and token")
	void tellsWhoHoldsTheLock() {
		acquire(A, "{\"metadata\":\"m\"}");
		WireAnswer answer = acquire(B);
		assertLock(answer, "held");
		JsonNode body = answer.json();
		assertThat(UUID.fromString(answer.text("holder_id")).version()).isEqualTo(8);
		assertThat(answer.instant("expires_at")).isAfter(this.server.now());
		assertThat(answer.number("retry_after_ms")).isBetween(58_000L, 60_000L);
		assertThat(answer.text("metadata")).isEqualTo("m");
		assertThat(body.has("lease_id")).isFalse();
		assertThat(body.has("fencing_token")).isFalse();
	}

	@Test
	@DisplayName("41. re-acquiring with a shorter TTL changes nothing")
	void doesNotShortenByReacquiring() {
		WireAnswer first = acquire(A, "{\"ttl_seconds\":300}");
		WireAnswer second = acquire(A, "{\"ttl_seconds\":30}");
		assertThat(second.text("lease_id")).isEqualTo(first.text("lease_id"));
		assertThat(second.number("fencing_token")).isEqualTo(first.number("fencing_token"));
		assertThat(second.text("expires_at")).isEqualTo(first.text("expires_at"));
	}

	@Test
	@DisplayName("42. re-acquiring with a longer TTL extends the lease")
	void extendsByReacquiring() {
		WireAnswer first = acquire(A, "{\"ttl_seconds\":30}");
		WireAnswer second = acquire(A, "{\"ttl_seconds\":300}");
		assertThat(second.text("lease_id")).isEqualTo(first.text("lease_id"));
		assertThat(second.number("fencing_token")).isEqualTo(first.number("fencing_token"));
		assertThat(second.instant("expires_at")).isAfter(first.instant("expires_at").plusSeconds(200));
	}

	@Test
	@DisplayName("43. re-acquiring keeps the metadata")
	void keepsTheMetadata() {
		acquire(A, "{\"metadata\":\"m1\"}");
		assertThat(acquire(A, "{\"metadata\":\"m2\"}").text("metadata")).isEqualTo("m1");
		assertThat(status(A).text("metadata")).isEqualTo("m1");
	}

	@Test
	@DisplayName("44. two clients with one token and no session do not exclude each other")
	void takesOneTokenForOneHolder() {
		WireAnswer first = acquire(A);
		WireAnswer second = acquire(A);
		assertLock(second, "acquired");
		assertThat(second.text("lease_id")).isEqualTo(first.text("lease_id"));
	}

	@Test
	@DisplayName("45. ephemeral locks of two sessions exclude each other")
	void takesSessionsForHoldersOfEphemeralLocks() {
		assertLock(acquire(A, through(session(A), true)), "acquired");
		assertLock(acquire(A, through(session(A), true)), "held");
	}

	@Test
	@DisplayName("46. without ephemeral a session does not make a holder")
	void takesTheUserForTheHolderOfOtherLocks() {
		WireAnswer first = acquire(A, through(session(A), false));
		WireAnswer second = acquire(A, through(session(A), false));
		assertLock(second, "acquired");
		assertThat(second.text("lease_id")).isEqualTo(first.text("lease_id"));
	}

	@Test
	@DisplayName("47. a user's lock is held for the user's session")
	void tellsTheSessionFromItsUser() {
		acquire(A);
		assertLock(acquire(A, through(session(A), true)), "held");
	}

	@Test
	@DisplayName("48. a session's lock is held for its user")
	void tellsTheUserFromTheSession() {
		acquire(A, through(session(A), true));
		assertLock(acquire(A), "held");
	}

	@Test
	@DisplayName("49. a session re-acquires its own lock")
	void reacquiresThroughTheSameSession() {
		String session = session(A);
		WireAnswer first = acquire(A, through(session, true));
		WireAnswer second = acquire(A, through(session, true));
		assertLock(second, "acquired");
		assertThat(second.text("lease_id")).isEqualTo(first.text("lease_id"));
		assertThat(second.number("fencing_token")).isEqualTo(first.number("fencing_token"));
	}

	@Test
	@DisplayName("50. ephemeral without a session is 400")
	void needsASessionForAnEphemeralLock() {
		assertError(acquire(A, "{\"ephemeral\":true}"), 400, "invalid_input");
	}

	@Test
	@DisplayName("51. an unknown or foreign session is 404")
	void needsASessionOfTheCaller() {
		assertError(acquire(A, through(UUID.randomUUID().toString(), true)), 404, "not_found");
		assertError(acquire(A, through(session(B), true)), 404, "not_found");
	}

	@Test
	@DisplayName("52. of 20 sessions at once exactly one gets the lock")
	void letsOneOfManyWin() {
		List<String> sessions = Stream.generate(() -> session(A)).limit(20).toList();
		List<CompletableFuture<WireAnswer>> attempts = sessions.stream()
			.map((session) -> this.http.post("/locks/" + this.name + "/acquire")
				.as(A)
				.json(through(session, true))
				.sendAsync())
			.toList();
		List<String> statuses = attempts.stream().map((attempt) -> attempt.join().text("status")).toList();
		assertThat(statuses).filteredOn("acquired"::equals).hasSize(1);
		assertThat(statuses).filteredOn("held"::equals).hasSize(19);
	}

	@Test
	@DisplayName("53. all users see the same pseudonym of the holder")
	void showsAPseudonym() {
		acquire(A);
		WireAnswer own = status(A);
		WireAnswer foreign = status(B);
		assertLock(own, "held");
		assertLock(foreign, "held");
		String userId = sessionStatus(A, session(A)).text("user_id");
		assertThat(own.text("holder_id")).isEqualTo(foreign.text("holder_id"))
			.isNotEqualTo(userId)
			.isEqualTo(Pseudonym.of(UUID.fromString(userId)));
	}

	@Test
	@DisplayName("54. a free lock has null members, no ACL and a number")
	void showsAFreeLock() {
		WireAnswer answer = status(A);
		assertLock(answer, "free");
		JsonNode body = answer.json();
		assertThat(body.get("name").asString()).isEqualTo(this.name);
		assertThat(body.get("holder_id").isNull()).isTrue();
		assertThat(body.get("expires_at").isNull()).isTrue();
		assertThat(body.get("metadata").isNull()).isTrue();
		assertThat(body.has("acl")).isFalse();
		assertThat(body.get("fencing_token").isIntegralNumber()).isTrue();
	}

}
