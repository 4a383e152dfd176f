package io.octostore.spring.boot.autoconfigure.etcd;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.octostore.authority.LockAuthority;
import io.octostore.client.OctoStoreClient;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.etcd.EtcdAuthority;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.ReactiveOctoStoreLocks;
import io.octostore.spring.boot.autoconfigure.InvalidPropertyException;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreConnectionDetails;
import io.octostore.spring.boot.autoconfigure.OctoStoreElectionAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreLockingAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreOverviewAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.health.OctoStoreHealthContributorAutoConfiguration;
import io.octostore.spring.boot.health.EtcdHealthIndicator;
import io.octostore.spring.boot.overview.Overview;
import io.octostore.spring.boot.overview.OverviewSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application whose locks are on an etcd cluster, as far as no cluster is needed.
 */
@ExtendWith(OutputCaptureExtension.class)
class OctoStoreEtcdAutoConfigurationTests {

	/** Nothing listens there. */
	private static final String ENDPOINTS = "octostore.etcd.endpoints=http://127.0.0.1:1,http://127.0.0.1:2";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OctoStoreEtcdAutoConfiguration.class, OctoStoreAutoConfiguration.class,
				OctoStoreLockingAutoConfiguration.class, OctoStoreOverviewAutoConfiguration.class,
				OctoStoreElectionAutoConfiguration.class, OctoStoreHealthContributorAutoConfiguration.class,
				OctoStoreEtcdHealthContributorAutoConfiguration.class));

	private final ApplicationContextRunner etcd = this.runner.withPropertyValues(ENDPOINTS);

	@Test
	void takesTheClusterInThePlaceOfAServer() {
		this.etcd.run((context) -> assertThat(context).hasSingleBean(EtcdAuthority.class)
			.hasSingleBean(OctoStoreLocks.class)
			.hasSingleBean(ReactiveOctoStoreLocks.class)
			.doesNotHaveBean(OctoStoreClient.class)
			.doesNotHaveBean(ReactiveOctoStoreClient.class)
			.doesNotHaveBean(OctoStoreConnectionDetails.class));
	}

	@Test
	void takesEndpointsInTheFormOfAList() {
		this.runner.withPropertyValues("octostore.etcd.endpoints[0]=http://127.0.0.1:1")
			.run((context) -> assertThat(context).hasSingleBean(EtcdAuthority.class));
	}

	@Test
	void withoutEndpointsTheServerIsUsed() {
		this.runner.withPropertyValues("octostore.token=t")
			.run((context) -> assertThat(context).doesNotHaveBean(LockAuthority.class)
				.hasSingleBean(OctoStoreClient.class));
	}

	@Test
	void endpointsWithoutTheModuleFailTheStart() {
		this.etcd.withClassLoader(new FilteredClassLoader(EtcdAuthority.class))
			.withPropertyValues("octostore.token=t")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("octostore.etcd.endpoints")
				.hasMessageContaining("octostore-spring-boot-starter-etcd"));
	}

	@Test
	void anAuthorityOfTheApplicationComesFirst() {
		try (EtcdAuthority own = EtcdAuthority.builder().endpoints("http://127.0.0.1:3").build()) {
			this.etcd.withBean("own", LockAuthority.class, () -> own)
				.run((context) -> assertThat(context.getBean(LockAuthority.class)).isSameAs(own));
		}
	}

	@Test
	void connectionDetailsReplaceTheProperties() {
		EtcdConnectionDetails details = () -> List.of("http://127.0.0.1:4");
		this.runner.withBean(EtcdConnectionDetails.class, () -> details)
			.run((context) -> assertThat(context.getBean(EtcdAuthority.class))
				.hasToString("etcd at http://127.0.0.1:4"));
	}

	@Test
	void saysThatTheAddressOfAServerIsIgnored(CapturedOutput output) {
		this.etcd.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("octostore.base-url");
		this.etcd.withPropertyValues("octostore.base-url=http://127.0.0.1:4")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(EtcdAuthority.class));
		assertThat(output).containsOnlyOnce("octostore.base-url is ignored because locks are on etcd");
	}

	@Test
	void namesTheMembersAtStartup(CapturedOutput output) {
		this.etcd.withBean(Job.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output)
			.containsOnlyOnce("Locks on etcd at http://127.0.0.1:1, http://127.0.0.1:2: 1 method(s) run under a lock");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			octostore.token=secret-t             | octostore.token              | does not use tokens
			octostore.token-file=/x/secret-t     | octostore.token-file         | does not use tokens
			octostore.additional-tokens=secret-t | octostore.additional-tokens  | neither tokens
			octostore.lock.holder=token          | octostore.lock.holder        | cannot belong to a user
			octostore.embedded.enabled=true      | octostore.embedded.enabled   | one service only
			octostore.etcd.key-prefix=app        | octostore.etcd.key-prefix    | must end with a slash
			octostore.etcd.endpoint-timeout=0s   | octostore.etcd.endpoint-timeout | must be positive
			octostore.etcd.endpoint-timeout=5    | octostore.etcd.endpoint-timeout | no unit
			octostore.etcd.endpoints=etcd-1:2379 | octostore.etcd.endpoints     | without a path
			octostore.etcd.endpoints=http://u:secret-t@h:1 | octostore.etcd.endpoints | must not contain a user name
			octostore.etcd.password=secret-t     | octostore.etcd.password      | no user name
			octostore.pause.enabled=true         | octostore.pause.enabled      | paused by locks of the user
			octostore.etcd.ssl.bundle=missing    | octostore.etcd.ssl.bundle    | no SSL bundle
			""")
	void refusesWhatDoesNotFit(String setting, String property, String reason) {
		this.etcd.withPropertyValues(setting)
			.run((context) -> assertThat(refusal(context.getStartupFailure())).contains(property, reason)
				.doesNotContain("secret-t"));
	}

	private static String refusal(Throwable failure) {
		Throwable current = failure;
		while (current != null && !(current instanceof InvalidPropertyException)) {
			current = current.getCause();
		}
		return String.valueOf(current);
	}

	@Test
	void refusesElectionsInRooms() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(OctoStoreEtcdAutoConfiguration.class,
					OctoStoreAutoConfiguration.class, OctoStoreElectionAutoConfiguration.class))
			.withPropertyValues(ENDPOINTS, "octostore.election.main.type=room", "octostore.election.main.room=main")
			.run((context) -> assertThat(refusal(context.getStartupFailure())).contains("octostore.election.main.type",
					"Rooms are on an OctoStore server"));
	}

	@Test
	void refusesAPasswordWithoutEncryption() {
		this.runner
			.withPropertyValues("octostore.etcd.endpoints=http://etcd.example.com:2379", "octostore.etcd.username=u",
					"octostore.etcd.password=secret-t")
			.run((context) -> assertThat(refusal(context.getStartupFailure()))
				.contains("octostore.allow-insecure-http=true")
				.doesNotContain("secret-t"));
	}

	@Test
	void runsWithoutAnyServiceWhereThatIsWanted() {
		this.etcd.withPropertyValues("octostore.no-op=true").withBean(Job.class).run((context) -> {
			assertThat(context).doesNotHaveBean(EtcdAuthority.class);
			context.getBean(Job.class).run();
		});
	}

	@Test
	void isDownWithoutACluster() {
		this.etcd.run((context) -> {
			EtcdHealthIndicator indicator = context.getBean("octostoreHealthIndicator", EtcdHealthIndicator.class);
			// The first check loads what makes connections, which may use up its time
			await().atMost(1, TimeUnit.MINUTES).untilAsserted(() -> {
				Health health = indicator.health();
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(String.valueOf(health.getDetails().get("reason"))).contains("http://127.0.0.1:1",
						"connection refused");
				assertThat(health.getDetails()).containsEntry("session", "NONE");
			});
		});
	}

	@Test
	void anOverviewShowsThisInstanceAndNamesTheCluster() {
		this.etcd.withBean(Job.class).run((context) -> {
			Overview overview = context.getBean(OverviewSource.class).look().block();
			assertThat(overview.server().status()).isEqualTo(Overview.ServerStatus.UNKNOWN);
			assertThat(overview.server().address()).startsWith("etcd at ");
			assertThat(overview.locks()).singleElement()
				.satisfies((lock) -> assertThat(lock.state()).isEqualTo(Overview.LockState.UNKNOWN));
		});
	}

	static class Job {

		@DistributedLock("job")
		public void run() {
		}

	}

}
