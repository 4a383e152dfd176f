package io.octostore.embedded.conformance;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Cases 55 to 73: release and renew.
 */
class LeaseConformanceTests extends ConformanceCases {

	private static final long TTL_OVER = 1500;

	@Test
	@DisplayName("55. release is 200 with the body null and frees the lock")
	void releases() {
		WireAnswer answer = release(A, acquire(A).text("lease_id"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("null");
		assertThat(answer.header("Content-Type")).contains("application/json");
		assertLock(status(A), "free");
	}

	@Test
	@DisplayName("56. releasing again is 404 lease_not_current")
	void releasesOnce() {
		String lease = acquire(A).text("lease_id");
		release(A, lease);
		assertError(release(A, lease), 404, "lease_not_current");
	}

	@Test
	@DisplayName("57. releasing with another lease id is 400 and keeps the lock")
	void releasesWithTheRightLeaseIdOnly() {
		acquire(A);
		assertError(release(A, UUID.randomUUID().toString()), 400, "lease_not_current");
		assertLock(status(A), "held");
	}

	@Test
	@DisplayName("58. releasing another user's lock is 400 and keeps the lock")
	void releasesForTheHolderOnly() {
		assertError(release(B, acquire(A).text("lease_id")), 400, "lease_not_current");
		assertLock(status(A), "held");
	}

	@Test
	@DisplayName("59. another user's ephemeral lock is 404 not_found")
	void hidesForeignSessions() {
		String lease = acquire(A, through(session(A), true)).text("lease_id");
		assertError(release(B, lease), 404, "not_found");
		assertError(renew(B, lease), 404, "not_found");
		assertError(renew(B, UUID.randomUUID().toString()), 404, "not_found");
	}

	@Test
	@DisplayName("60. an ephemeral lock is released with the token and the lease id")
	void releasesEphemeralLocksWithoutTheSessionId() {
		String lease = acquire(A, through(session(A), true)).text("lease_id");
		assertThat(release(A, lease).status()).isEqualTo(200);
	}

	@Test
	@DisplayName("61. a lock that never was is 404 lease_not_current")
	void knowsNoSuchLock() {
		String lease = UUID.randomUUID().toString();
		assertError(release(A, lease), 404, "lease_not_current");
		assertError(renew(A, lease), 404, "lease_not_current");
	}

	@Test
	@DisplayName("62. a missing or malformed lease id is 422")
	void needsALeaseId() {
		for (String operation : List.of("release", "renew")) {
			String path = "/locks/" + this.name + "/" + operation;
			assertError(this.http.post(path).as(A).json("{}").send(), 422, "invalid_input");
			assertError(this.http.post(path).as(A).json(lease("x")).send(), 422, "invalid_input");
		}
	}

	@Test
	@DisplayName("63. renew extends the lease")
	void renews() {
		WireAnswer acquired = acquire(A, "{\"ttl_seconds\":30}");
		WireAnswer renewed = renew(A, acquired.text("lease_id"), 300);
		assertThat(renewed.status()).isEqualTo(200);
		assertThat(renewed.text("lease_id")).isEqualTo(acquired.text("lease_id"));
		assertThat(renewed.instant("expires_at")).isAfter(acquired.instant("expires_at"));
		assertThat(renewed.number("renew_after_ms")).isBetween(148_000L, 149_999L);
		assertThat(status(A).number("fencing_token")).isEqualTo(acquired.number("fencing_token"));
	}

	@Test
	@DisplayName("64. renew can shorten the lease")
	void shortens() {
		WireAnswer acquired = acquire(A, "{\"ttl_seconds\":300}");
		WireAnswer renewed = renew(A, acquired.text("lease_id"), 10);
		assertThat(renewed.status()).isEqualTo(200);
		assertThat(renewed.instant("expires_at")).isBefore(acquired.instant("expires_at"));
	}

	@Test
	@DisplayName("65. renew without a TTL means 60 s")
	void renewsForAMinute() {
		WireAnswer acquired = acquire(A, "{\"ttl_seconds\":300}");
		assertThat(renew(A, acquired.text("lease_id")).instant("expires_at"))
			.isCloseTo(this.server.now().plusSeconds(60), within(Duration.ofSeconds(2)));
	}

	@Test
	@DisplayName("66. renew with TTL 0 or 3601 is 400 and changes nothing")
	void limitsTheTtlOfRenew() {
		WireAnswer acquired = acquire(A);
		assertError(renew(A, acquired.text("lease_id"), 0), 400, "invalid_ttl");
		assertError(renew(A, acquired.text("lease_id"), 3601), 400, "invalid_ttl");
		assertThat(status(A).text("expires_at")).isEqualTo(acquired.text("expires_at"));
	}

	@Test
	@DisplayName("67. a lease that has run out is 404 lease_not_current")
	void knowsWhenALeaseHasRunOut() {
		String lease = acquire(A, "{\"ttl_seconds\":1}").text("lease_id");
		pass(TTL_OVER);
		assertError(renew(A, lease), 404, "lease_not_current");
		assertError(release(A, lease), 404, "lease_not_current");
	}

	@Test
	@DisplayName("68. a lock whose lease has run out is acquired at once")
	void takesOver() {
		WireAnswer former = acquire(A, "{\"ttl_seconds\":1}");
		pass(TTL_OVER);
		WireAnswer next = acquire(B);
		assertLock(next, "acquired");
		assertThat(next.text("lease_id")).isNotEqualTo(former.text("lease_id"));
		assertThat(next.number("fencing_token")).isGreaterThan(former.number("fencing_token"));
	}

	@Test
	@DisplayName("69. the former holder's lease is 400 once another holds the lock")
	void refusesTheFormerHolder() {
		String lease = acquire(A, "{\"ttl_seconds\":1}").text("lease_id");
		pass(TTL_OVER);
		String next = acquire(B).text("lease_id");
		assertError(renew(A, lease), 400, "lease_not_current");
		assertError(release(A, lease), 400, "lease_not_current");
		assertThat(renew(B, next).status()).isEqualTo(200);
	}

	@Test
	@DisplayName("70. a lock whose lease has run out is shown as free and not listed")
	void showsNoLeaseThatHasRunOut() {
		acquire(A, "{\"ttl_seconds\":1}");
		pass(TTL_OVER);
		assertLock(status(A), "free");
		assertThat(this.http.get("/locks?prefix=" + this.name).as(A).send().number("total")).isZero();
	}

	@Test
	@DisplayName("71. acquiring again after a release gives a new lease and a greater token")
	void growsTheTokenOfALock() {
		WireAnswer first = acquire(A);
		release(A, first.text("lease_id"));
		WireAnswer second = acquire(A);
		assertThat(second.number("fencing_token")).isGreaterThan(first.number("fencing_token"));
		assertThat(second.text("lease_id")).isNotEqualTo(first.text("lease_id"));
	}

	@Test
	@DisplayName("72. there is one counter for all locks")
	void growsTheTokenAcrossLocks() {
		long first = acquire(A, this.name + "1", "{}").number("fencing_token");
		assertThat(acquire(A, this.name + "2", "{}").number("fencing_token")).isGreaterThan(first);
	}

	@Test
	@DisplayName("73. an attempt that finds the lock held takes no number")
	void countsGrantsOnly() {
		long last = acquire(A).number("fencing_token");
		for (int attempt = 0; attempt < 5; attempt++) {
			assertLock(acquire(B), "held");
		}
		assertThat(acquire(B, this.name + "2", "{}").number("fencing_token")).isEqualTo(last + 1);
	}

}
