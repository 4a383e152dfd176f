package io.octostore.embedded.conformance;

import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cases 24 to 37: names, TTL, metadata.
 */
class NameConformanceTests extends ConformanceCases {

	private static final String E_ACUTE = "%C3%A9";

	@Test
	@DisplayName("24. a name with slashes travels as one segment")
	void decodesSlashesInNames() {
		assertLock(acquire(A, "a%2Fb%2Fc", "{}"), "acquired");
		assertThat(this.http.get("/locks/a%2Fb%2Fc").as(A).send().text("name")).isEqualTo("a/b/c");
	}

	@Test
	@DisplayName("25. raw slashes in a name make another path")
	void doesNotJoinSegments() {
		assertError(acquire(A, "a/b", "{}"), 404, "not_found");
	}

	@Test
	@DisplayName("26. space, @, ! and % are no characters of names")
	void refusesOtherCharacters() {
		for (String name : List.of("a%20b", "a%40b", "a%21b", "a%252Fb")) {
			assertError(acquire(A, name, "{}"), 400, "invalid_lock_name");
		}
	}

	@Test
	@DisplayName("27. a slash at an end, two in a row and a segment of two dots are refused")
	void refusesOddSegments() {
		for (String name : List.of("%2Fx", "x%2F", "x%2F%2Fy", "x%2F..%2Fy")) {
			assertError(acquire(A, name, "{}"), 400, "invalid_lock_name");
		}
	}

	@Test
	@DisplayName("28. a segment has at most 64 bytes")
	void limitsTheLengthOfASegment() {
		assertLock(acquire(A, "s".repeat(64), "{}"), "acquired");
		assertError(acquire(A, "s".repeat(65), "{}"), 400, "invalid_lock_name");
	}

	@Test
	@DisplayName("29. a name has at most 256 bytes")
	void limitsTheLengthOfAName() {
		String segments = "a".repeat(64) + "%2F" + "b".repeat(64) + "%2F" + "c".repeat(64) + "%2F";
		assertLock(acquire(A, segments + "d".repeat(61), "{}"), "acquired");
		assertError(acquire(A, segments + "d".repeat(62), "{}"), 400, "invalid_lock_name");
	}

	@Test
	@DisplayName("30. the length of a segment counts bytes, not characters")
	void countsBytes() {
		assertError(acquire(A, E_ACUTE.repeat(33), "{}"), 400, "invalid_lock_name");
		assertLock(acquire(A, E_ACUTE.repeat(32), "{}"), "acquired");
	}

	@Test
	@DisplayName("31. letters, digits, underscore, dot and hyphen are fine")
	void acceptsThePunctuationOfNames() {
		assertLock(acquire(A, "x_y.z-1", "{}"), "acquired");
	}

	@Test
	@DisplayName("32. an empty name is 400 invalid_lock_name")
	void refusesAnEmptyName() {
		assertError(acquire(A, "", "{}"), 400, "invalid_lock_name");
	}

	@Test
	@DisplayName("33. names of elections are forbidden")
	void reservesTheNamesOfElections() {
		String path = "/locks/__election%2Fabcdefgh";
		String lease = lease("4b0d3c5e-1c1f-4a53-9a6e-0d5b1f6a7c11");
		assertError(this.http.post(path + "/acquire").as(A).json("{}").send(), 403, "forbidden");
		assertError(this.http.post(path + "/release").as(A).json(lease).send(), 403, "forbidden");
		assertError(this.http.post(path + "/renew").as(A).json(lease).send(), 403, "forbidden");
		assertError(this.http.get(path).as(A).send(), 403, "forbidden");
		assertError(this.http.get(path + "/watch").as(A).send(), 403, "forbidden");
	}

	@Test
	@DisplayName("34. a TTL is 1 to 3600")
	void limitsTheTtl() {
		assertError(acquire(A, "{\"ttl_seconds\":0}"), 400, "invalid_ttl");
		assertError(acquire(A, "{\"ttl_seconds\":3601}"), 400, "invalid_ttl");
		assertLock(acquire(A, "{\"ttl_seconds\":1}"), "acquired");
		assertLock(acquire(A, "{\"ttl_seconds\":3600}"), "acquired");
	}

	@Test
	@DisplayName("35. metadata has at most 1024 code points")
	void limitsTheMetadata() {
		String crab = new String(Character.toChars(0x1F980));
		assertLock(acquire(A, "{\"metadata\":\"" + crab.repeat(1024) + "\"}"), "acquired");
		assertError(acquire(A, "{\"metadata\":\"" + crab.repeat(1025) + "\"}"), 400, "invalid_input");
	}

	@Test
	@DisplayName("36. empty metadata differs from none")
	void keepsEmptyMetadata() {
		assertThat(acquire(A, "{\"metadata\":\"\"}").text("metadata")).isEmpty();
		WireAnswer without = acquire(A, this.name + "2", "{}");
		assertThat(without.json().get("metadata").isNull()).isTrue();
	}

	@Test
	@DisplayName("37. a lock delay is at most 30")
	void limitsTheLockDelay() {
		assertError(acquire(A, "{\"lock_delay_seconds\":31}"), 400, "invalid_input");
		assertLock(acquire(A, "{\"lock_delay_seconds\":30}"), "acquired");
	}

}
