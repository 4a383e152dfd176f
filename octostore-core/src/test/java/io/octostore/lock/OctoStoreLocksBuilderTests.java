package io.octostore.lock;

import java.time.Duration;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;

import io.octostore.OctoStoreValidationException;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.testsupport.CapturedLog;
import io.octostore.testsupport.ScriptedAuthority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OctoStoreLocksBuilderTests {

	private static OctoStoreLocksBuilder builder() {
		return OctoStoreLocks.builder(new ScriptedAuthority().healthy());
	}

	private static CapturedLog log() {
		return new CapturedLog(DefaultOctoStoreLocks.class.getName(), Level.WARN);
	}

	@Test
	void takesADescriptionOfTheInstanceUpToItsLimit() {
		assertThatCode(() -> builder().metadata("x".repeat(1024)).metadata(null)).doesNotThrowAnyException();
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> builder().metadata("\uD83D\uDE00".repeat(1025)))
			.withMessage("metadata must have at most 1024 characters, but has 1025");
	}

	@Test
	void refusesWhatOnlyOctoStoreHasOnAnotherService() {
		OctoStoreLocksBuilder builder = builder().lockDelay("report", Duration.ofSeconds(7));
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(builder::build)
			.withMessageContaining("lockDelay and the metadata of a single lock need an OctoStore server");
		try (ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create("https://locks.example.com",
				"tok-alice")) {
			assertThatCode(() -> OctoStoreLocks.builder(client)
				.lockDelay("report", Duration.ofSeconds(7))
				.metadata("report", "writes the report")
				.build()
				.close()).doesNotThrowAnyException();
		}
	}

	@Test
	void warnsOfDefaultsThatMakeLossesLikely() {
		try (CapturedLog log = log();
				OctoStoreLocks locks = builder().defaults(LockOptions.ofTtl(Duration.ofSeconds(44))).build()) {
			assertThat(locks).isNotNull();
			assertThat(log.messages()).singleElement()
				.asString()
				.startsWith("A lock TTL of 44 s is less than one and a half of the session's TTL of 30 s");
		}
	}

	@Test
	void warnsOfNothingByDefault() {
		try (CapturedLog log = log(); OctoStoreLocks locks = builder().build()) {
			assertThat(locks).isNotNull();
			assertThat(log.messages()).isEmpty();
		}
	}

}
