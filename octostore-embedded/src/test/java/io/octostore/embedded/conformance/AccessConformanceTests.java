package io.octostore.embedded.conformance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cases 91 to 105: listing, access lists, the limit, namespaces.
 */
class AccessConformanceTests extends ConformanceCases {

	private WireAnswer asAdmin(WireClient.Call call) {
		return call.header("X-Admin-Key", K).send();
	}

	private static String object(String members) {
		return "{" + members + "}";
	}

	private String register(String user, String namespace) {
		WireAnswer answer = this.http.post("/auth/register")
			.json("{\"username\":\"" + user + "\",\"namespace\":\"" + namespace + "\"}")
			.send();
		assertThat(answer.text("namespace")).isEqualTo(namespace);
		return answer.text("token");
	}

	@Test
	@DisplayName("91. the locks of all users are listed, without secrets")
	void listsLocks() {
		acquire(A, "p." + this.name, "{}");
		WireAnswer answer = this.http.get("/locks?prefix=p.").as(B).send();
		assertThat(answer.text("prefix")).isEqualTo("p.");
		JsonNode locks = answer.json().get("locks");
		assertThat(answer.number("total")).isEqualTo(locks.size());
		assertThat(locks).anySatisfy((lock) -> {
			assertThat(lock.get("name").asString()).isEqualTo("p." + this.name);
			assertThat(lock.get("status").asString()).isEqualTo("held");
			assertThat(lock.has("lease_id")).isFalse();
		});
	}

	@Test
	@DisplayName("92. without a prefix the prefix is null")
	void echoesNoPrefix() {
		assertThat(this.http.get("/locks").as(A).send().json().get("prefix").isNull()).isTrue();
	}

	@Test
	@DisplayName("93. an ACL keeps others out, held or released")
	void restrictsAcquire() {
		WireAnswer acquired = acquire(A, object(acl("user:alice")));
		assertError(acquire(B), 403, "forbidden");
		release(A, acquired.text("lease_id"));
		assertError(acquire(B), 403, "forbidden");
		assertLock(acquire(A), "acquired");
	}

	@Test
	@DisplayName("94. an ACL is shown sorted and without tokens")
	void redactsTokens() {
		acquire(A, object(acl("user:ALICE", "token:" + A)));
		assertThat(status(A).json().get("acl").get("acquire").toString())
			.isEqualTo("[\"token:[redacted]\",\"user:alice\"]");
	}

	@Test
	@DisplayName("95. another ACL is 409 conflict, an equal one is fine")
	void keepsTheFirstAcl() {
		acquire(A, object(acl("user:alice", "user:bob")));
		assertError(acquire(A, object(acl("user:alice"))), 409, "conflict");
		assertLock(acquire(A, object(acl("user:BOB", "user:alice"))), "acquired");
	}

	@Test
	@DisplayName("96. a caller that is not on the requested ACL gets 403, and nothing is stored")
	void storesNoAclThatExcludesTheCaller() {
		assertError(acquire(A, object(acl("user:bob"))), 403, "forbidden");
		assertLock(acquire(A), "acquired");
	}

	@Test
	@DisplayName("97. an ill-formed ACL is 400")
	void checksTheSyntaxOfAnAcl() {
		List<String> bodies = new ArrayList<>();
		bodies.add(object(acl()));
		bodies.add(object(acl("user:")));
		bodies.add(object(acl("user:a_b")));
		bodies.add(object(acl("group:x")));
		bodies.add(object(acl(Collections.nCopies(101, "user:alice").toArray(String[]::new))));
		for (String body : bodies) {
			assertError(acquire(A, body), 400, "invalid_input");
		}
	}

	@Test
	@DisplayName("98. the holder replaces the ACL, others do not")
	void replacesTheAcl() {
		acquire(A);
		WireAnswer answer = setAcl(A, "user:bob", "token:x", "user:Alice");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().get("acl").get("acquire").toString())
			.isEqualTo("[\"token:[redacted]\",\"user:alice\",\"user:bob\"]");
		assertError(setAcl(B, "user:bob"), 403, "forbidden");
		WireAnswer unknown = this.http.put("/locks/" + this.name + "-never/acl")
			.as(A)
			.json(object(acl("user:alice")))
			.send();
		assertError(unknown, 404, "not_found");
	}

	@Test
	@DisplayName("99. the administrator sets any ACL and is bound by none")
	void letsTheAdministratorIn() {
		assertThat(asAdmin(this.http.put("/locks/" + this.name + "/acl").json(object(acl("user:alice")))).status())
			.isEqualTo(200);
		assertLock(asAdmin(this.http.post("/locks/" + this.name + "/acquire").json("{}")), "acquired");
	}

	@Test
	@DisplayName("100. the administrator does not release others' locks")
	void keepsTheAdministratorFromReleasing() {
		String lease = acquire(A).text("lease_id");
		assertError(asAdmin(this.http.post("/locks/" + this.name + "/release").json(lease(lease))), 400,
				"lease_not_current");
	}

	@Test
	@DisplayName("101. the administrator's key is no bearer token, except with its prefix on admin paths")
	void doesNotTakeTheKeyForAToken() {
		assertError(status(K), 401, "authentication_failed");
		assertThat(this.http.get("/metrics").as("admin:" + K).send().status()).isEqualTo(200);
	}

	@Test
	@DisplayName("102. a user has at most 100 locks")
	void limitsTheLocksOfAUser() {
		acquire(B, this.name + "b", "{}");
		String lease = "";
		for (int lock = 0; lock < 100; lock++) {
			lease = acquire(A, this.name + lock, "{}").text("lease_id");
		}
		assertError(acquire(A, this.name + "100", "{}"), 403, "lock_limit_exceeded");
		assertError(acquire(A, this.name + "b", "{}"), 403, "lock_limit_exceeded");
		assertLock(acquire(A, this.name + "7", "{}"), "acquired");
		release(A, this.name + "99", lease);
		assertLock(acquire(A, this.name + "100", "{}"), "acquired");
	}

	@Test
	@DisplayName("103. the limit counts the locks of the user's sessions")
	void countsTheLocksOfSessions() {
		List<String> sessions = List.of(session(A), session(A));
		for (int lock = 0; lock < 100; lock++) {
			String body = (lock < 60) ? "{}" : through(sessions.get(lock % 2), true);
			assertLock(acquire(A, this.name + lock, body), "acquired");
		}
		assertError(acquire(A), 403, "lock_limit_exceeded");
		assertError(acquire(A, through(sessions.get(0), true)), 403, "lock_limit_exceeded");
	}

	@Test
	@DisplayName("104. a user with a namespace uses names inside it only")
	void confinesToANamespace() {
		restart(ServerUnderTest.Mode.REGISTRATION);
		String token = register("nora", "team");
		assertLock(acquire(token, "team.x", "{}"), "acquired");
		for (String outside : List.of("other.x", "team", "team%2Fx")) {
			assertError(acquire(token, outside, "{}"), 403, "forbidden");
		}
	}

	@Test
	@DisplayName("105. a user with a namespace lists names inside it only")
	void listsANamespace() {
		restart(ServerUnderTest.Mode.REGISTRATION);
		String token = register("nora", "team");
		acquire(token, "team.x", "{}");
		acquire(register("olaf", "other"), "other.x", "{}");
		WireAnswer answer = this.http.get("/locks").as(token).send();
		assertThat(answer.text("prefix")).isEqualTo("team.");
		assertThat(answer.number("total")).isEqualTo(1);
		assertThat(answer.json().get("locks").get(0).get("name").asString()).isEqualTo("team.x");
		assertError(this.http.get("/locks?prefix=other.").as(token).send(), 403, "forbidden");
		assertError(this.http.get("/locks?prefix=").as(token).send(), 403, "forbidden");
	}

}
