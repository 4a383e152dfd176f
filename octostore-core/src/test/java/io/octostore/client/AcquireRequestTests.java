package io.octostore.client;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.OctoStoreValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AcquireRequestTests {

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT3601S", "PT-1S", "PT0.5S", "PT1.000000001S", "PT100000H" })
	void refusesATtlThatIsNotWholeSecondsFrom1To3600(Duration ttl) {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> AcquireRequest.of("job", ttl))
			.withMessageContaining("lock TTL")
			.withMessageContaining(ttl.toString())
			.withMessageContaining("1 to 3600");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT1S", "PT3600S" })
	void acceptsTheEndsOfTheTtlRange(Duration ttl) {
		assertThat(AcquireRequest.of("job", ttl).ttl()).isEqualTo(ttl);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT31S", "PT-1S", "PT0.5S" })
	void refusesALockDelayThatIsNotWholeSecondsUpTo30(Duration delay) {
		AcquireRequest request = AcquireRequest.of("job", Samples.TTL);
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> request.withLockDelay(delay))
			.withMessageContaining("lock delay")
			.withMessageContaining("0 to 30");
	}

	@Test
	void countsMetadataInCodePoints() {
		AcquireRequest request = AcquireRequest.of("job", Samples.TTL);
		String longest = "\ud83d\udc19".repeat(1024);
		assertThat(request.withMetadata(longest).metadata()).contains(longest);
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> request.withMetadata(longest + "x"))
			.withMessageContaining("1025")
			.withMessageContaining("at most 1024");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\ud83d", "\udc19", "a\ud83db", "\udc19\ud83d" })
	void refusesMetadataThatIsNoUnicode(String metadata) {
		AcquireRequest request = AcquireRequest.of("job", Samples.TTL);
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> request.withMetadata(metadata))
			.withMessageContaining("valid Unicode");
	}

	@Test
	void emptyMetadataIsNotNone() {
		assertThat(AcquireRequest.of("job", Samples.TTL).metadata()).isEmpty();
		assertThat(AcquireRequest.of("job", Samples.TTL).withMetadata("").metadata()).contains("");
	}

	@Test
	void refusesNull() {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> AcquireRequest.of("job", null))
			.withMessage("The lock TTL must not be null");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> AcquireRequest.of(null, Samples.TTL))
			.withMessage("The lock name must not be null");
	}

	@Test
	void copiesKeepWhatTheyDoNotChange() {
		AcquireRequest request = AcquireRequest.of("job", Samples.TTL)
			.withMetadata("m")
			.withEphemeralSession(Samples.SESSION)
			.withLockDelay(Duration.ofSeconds(3));
		assertThat(request.name()).isEqualTo("job");
		assertThat(request.metadata()).contains("m");
		assertThat(request.session()).contains(Samples.SESSION);
		assertThat(request.isEphemeral()).isTrue();
		assertThat(request.lockDelay()).isEqualTo(Duration.ofSeconds(3));
		assertThat(request.withSession(Samples.SESSION).isEphemeral()).isFalse();
	}

	@Test
	void onlyPlainRequestsNeedNoProofOfTheServersRelease() {
		AcquireRequest request = AcquireRequest.of("job", Samples.TTL).withMetadata("m");
		assertThat(request.needsProof()).isFalse();
		assertThat(request.withSession(Samples.SESSION).needsProof()).isTrue();
		assertThat(request.withEphemeralSession(Samples.SESSION).needsProof()).isTrue();
		assertThat(request.withLockDelay(Duration.ofSeconds(1)).needsProof()).isTrue();
	}

	@Test
	void showsWhatIsAskedForButNoSessionId() {
		AcquireRequest request = AcquireRequest.of("job", Samples.TTL);
		assertThat(request)
			.hasToString("AcquireRequest[name=job, ttl=PT1M, metadata=none, session=none, lockDelay=PT0S, acl=none]");
		assertThat(request.withSession(Samples.SESSION).withMetadata("m")).hasToString(
				"AcquireRequest[name=job, ttl=PT1M, metadata=present, session=named, lockDelay=PT0S, acl=none]");
		assertThat(request.withEphemeralSession(Samples.SESSION).toString()).contains("session=ephemeral")
			.doesNotContain(Samples.SESSION.toString());
	}

}
