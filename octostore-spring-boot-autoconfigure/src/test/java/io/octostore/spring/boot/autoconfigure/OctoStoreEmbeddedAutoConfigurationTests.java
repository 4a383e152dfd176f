package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.octostore.client.OctoStoreClient;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class OctoStoreEmbeddedAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(OctoStoreAutoConfiguration.class, OctoStoreEmbeddedAutoConfiguration.class))
		.withPropertyValues("octostore.embedded.enabled=true");

	@Test
	void locksWorkWithoutAnyOtherProperty() {
		this.runner.run((context) -> {
			try (HeldLock lock = context.getBean(OctoStoreLocks.class).tryAcquire("a").orElseThrow()) {
				assertThat(context.getBean(OctoStoreServer.class).holds("a")).isTrue();
				assertThat(lock.fencingToken()).isPositive();
			}
		});
	}

	@Test
	void serverEndsAfterTheLocks() {
		this.runner.run((context) -> {
			OctoStoreServer server = context.getBean(OctoStoreServer.class);
			context.getBean(OctoStoreLocks.class).tryAcquire("a").orElseThrow().close();
			context.getSourceApplicationContext().close();
			assertThat(server.requests().get(server.requests().size() - 1).method()).isEqualTo("DELETE");
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> OctoStoreClient.withoutAuthentication(server.baseUrl().toString())
					.withTimeout(Duration.ofSeconds(2))
					.health());
		});
	}

	@Test
	void otherInstancesCanUseTheServer() {
		this.runner.withPropertyValues("octostore.token=shared").run((first) -> {
			OctoStoreServer server = first.getBean(OctoStoreServer.class);
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class))
				.withPropertyValues("octostore.base-url=" + server.baseUrl(), "octostore.token=shared")
				.run((second) -> {
					try (HeldLock lock = first.getBean(OctoStoreLocks.class).tryAcquire("a").orElseThrow()) {
						assertThat(second.getBean(OctoStoreLocks.class).tryAcquire(lock.name())).isEmpty();
					}
				});
		});
	}

	@Test
	void listensOnTheConfiguredPort() {
		try (OctoStoreServer taken = OctoStoreServer.builder().start()) {
			this.runner.withPropertyValues("octostore.embedded.port=" + taken.port())
				.run((context) -> assertThat(Failures.invalidProperty(context.getStartupFailure()))
					.hasMessageContaining("octostore.embedded.port with value '" + taken.port() + "'")
					.hasMessageContaining("in use")
					.hasMessageContaining("octostore.base-url"));
		}
	}

	@Test
	void refusesAnImpossiblePort() {
		this.runner.withPropertyValues("octostore.embedded.port=70000")
			.run((context) -> assertThat(Failures.invalidProperty(context.getStartupFailure()))
				.hasMessageContaining("octostore.embedded.port")
				.hasMessageContaining("65535"));
	}

	@Test
	void refusesAnImpossibleTokenWithoutShowingIt() {
		this.runner.withPropertyValues("octostore.token=with space")
			.run((context) -> assertThat(Failures.invalidProperty(context.getStartupFailure()))
				.hasMessageContaining("octostore.token")
				.hasMessageNotContaining("with space"));
	}

	@Test
	void warnsThatABaseUrlIsIgnored(CapturedOutput output) {
		this.runner.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withPropertyValues("octostore.base-url=").run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("in memory: for development and tests only").doesNotContain("is ignored");
		this.runner.withPropertyValues("octostore.base-url=https://octostore.example.com").run((context) -> {
			assertThat(context.getBean(OctoStoreConnectionDetails.class).getBaseUrl()).contains("127.0.0.1");
			assertThat(output).contains("octostore.base-url is ignored because octostore.embedded.enabled is true");
		});
	}

	@Test
	void doesNotRunUnlessEnabled() {
		this.runner.withPropertyValues("octostore.embedded.enabled=false", "octostore.token=tok")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(OctoStoreServer.class));
		this.runner.withPropertyValues("octostore.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(OctoStoreServer.class));
	}

	@Test
	void backsOffForAServerOfTheApplication() {
		try (OctoStoreServer mine = OctoStoreServer.builder().token("me", "embedded").start()) {
			this.runner.withBean("mine", OctoStoreServer.class, () -> mine).run((context) -> {
				assertThat(context).hasSingleBean(OctoStoreServer.class);
				assertThat(context.getBean(OctoStoreConnectionDetails.class).getBaseUrl())
					.isEqualTo(mine.baseUrl().toString());
			});
		}
	}

	@Test
	void failsTheStartWithoutItsDependency() {
		this.runner.withClassLoader(new FilteredClassLoader(OctoStoreServer.class))
			.run((context) -> assertThat(
					Failures.find(context.getStartupFailure(), EmbeddedServerMissingException.class))
				.hasMessageContaining("io.octostore:octostore-embedded"));
	}

}
