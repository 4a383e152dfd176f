package io.octostore.etcd;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.OctoStoreValidationException;
import io.octostore.lock.LockHolder;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Settings that are refused before anything is sent.
 */
class EtcdAuthorityBuilderTests {

	private final EtcdAuthorityBuilder builder = EtcdAuthority.builder();

	@ParameterizedTest
	@ValueSource(strings = { "", "etcd-1:2379", "ftp://etcd-1:2379", "http://", "http://etcd-1:0",
			"http://etcd-1:99999", "http://etcd-1:2379/v3", "http://etcd-1:2379?x=1", "http://etcd 1" })
	void refusesEndpointsThatAreNoUrls(String endpoint) {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> this.builder.endpoints(endpoint))
			.withMessage("endpoints must be URLs such as https://etcd-1:2379, without a path, but one is '" + endpoint
					+ "'");
	}

	@Test
	void refusesAPasswordInAnEndpointWithoutShowingIt() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.builder.endpoints("http://user:pass-word@etcd-1:2379"))
			.withMessageNotContaining("pass-word");
	}

	@Test
	void refusesEndpointsOfSeveralSchemes() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.builder.endpoints("http://a:1", "https://b:1"))
			.withMessage("endpoints must all have the same scheme, but are http://a:1, https://b:1");
	}

	@Test
	void needsAnEndpoint() {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> this.builder.endpoints())
			.withMessage("endpoints must name at least one member of the cluster");
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(this.builder::build)
			.withMessage("endpoints must be set before an authority is built");
	}

	@Test
	void refusesAPasswordWithoutEncryptionToAnotherHost() {
		this.builder.endpoints("http://etcd-1:2379").user("locks", "pass-word");
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(this.builder::build)
			.withMessageContaining("'http://etcd-1:2379' is not encrypted")
			.withMessageContaining("octostore.allow-insecure-http=true")
			.withMessageNotContaining("pass-word");
		this.builder.allowInsecureHttp(true).build().close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:2379", "http://127.0.0.1:2379", "http://[::1]:2379", "https://etcd-1" })
	void takesAPasswordForThisHostAndWithEncryption(String endpoint) {
		this.builder.endpoints(endpoint).user("locks", "pass-word").build().close();
	}

	@Test
	void refusesAKeyPrefixThatRunsIntoTheKeys() {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> this.builder.keyPrefix("/app"))
			.withMessage("keyPrefix must end with a slash, but is '/app'");
	}

	@Test
	void refusesAnEndpointTimeoutOfZero() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.builder.endpointTimeout(Duration.ZERO))
			.withMessage("endpointTimeout must be positive, but is PT0S");
	}

	@Test
	void refusesLongMetadata() {
		this.builder.metadata("x".repeat(1024));
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.builder.metadata("x".repeat(1025)))
			.withMessage("metadata must have at most 1024 characters, but has 1025");
	}

	@Test
	void refusesAUserWithoutAName() {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> this.builder.user(" ", "x"))
			.withMessage("username must not be empty");
	}

	@Test
	void locksOfAUserAreRefused() {
		try (EtcdAuthority etcd = this.builder.endpoints("http://localhost:1").build()) {
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> OctoStoreLocks.builder(etcd).holder(LockHolder.TOKEN).build())
				.withMessage("A lock of etcd cannot belong to a user: it needs a session");
		}
	}

	@Test
	void aLockDelayIsRefused() {
		try (EtcdAuthority etcd = this.builder.endpoints("http://localhost:1").build()) {
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> OctoStoreLocks.builder(etcd).lockDelay("a", Duration.ofSeconds(3)).build())
				.withMessageStartingWith("lockDelay and the metadata of a single lock need an OctoStore server");
		}
	}

	@Test
	void holdsLongerThanASessionAreTaken() {
		try (EtcdAuthority etcd = this.builder.endpoints("http://localhost:1").build();
				OctoStoreLocks locks = OctoStoreLocks.builder(etcd)
					.defaults(LockOptions.defaults().withHoldAtLeast(Duration.ofMinutes(30)))
					.build()) {
			assertThat(etcd.traits().marksHolds()).isTrue();
			assertThat(locks).isNotNull();
		}
	}

}
