package io.octostore.spring.boot.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import io.octostore.Loss;
import io.octostore.LossReason;
import io.octostore.OctoStoreException;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.event.LockAcquiredEvent;
import io.octostore.spring.event.LockLostEvent;
import io.octostore.spring.event.LockSkippedEvent;
import io.octostore.spring.event.ServerRecoveredEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What happens to locks is published to the context.
 */
class ApplicationEventTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(OctoStoreAutoConfiguration.class, OctoStoreOverviewAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("octostore.token=tok-a");

	@Test
	void tellsOfLocksThatAreAcquiredSkippedAndLost() {
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok-a").start()) {
			this.runner.withPropertyValues("octostore.base-url=" + server.baseUrl()).run((context) -> {
				OctoStoreLocks locks = context.getBean(OctoStoreLocks.class);
				Heard heard = context.getBean(Heard.class);
				try (HeldLock lock = locks.tryAcquire("nightly").orElseThrow()) {
					assertThat(locks.tryAcquire("nightly")).isEmpty();
					((LocksControl) locks).revoke("nightly");
					await().until(() -> heard.events.size() == 3);
					assertThat(heard.events.get(0)).isInstanceOfSatisfying(LockAcquiredEvent.class,
							(event) -> assertThat(event.fencingToken()).isEqualTo(lock.fencingToken()));
				}
				assertThat(heard.events.get(1)).isInstanceOfSatisfying(LockSkippedEvent.class,
						(event) -> assertThat(event.lockName()).isEqualTo("nightly"));
				assertThat(heard.events.get(2)).isInstanceOfSatisfying(LockLostEvent.class,
						(event) -> assertThat(event.loss()).extracting(Loss::name, Loss::reason)
							.containsExactly("nightly", LossReason.REVOKED));
			});
		}
	}

	@Test
	void tellsOfTheEndOfAnOutage() {
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok-a").start()) {
			this.runner.withPropertyValues("octostore.base-url=" + server.baseUrl()).run((context) -> {
				OctoStoreLocks locks = context.getBean(OctoStoreLocks.class);
				server.goDown();
				assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> locks.tryAcquire("nightly"));
				server.comeBack();
				locks.tryAcquire("nightly").orElseThrow().close();
				assertThat(context.getBean(Heard.class).events).hasAtLeastOneElementOfType(ServerRecoveredEvent.class);
			});
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Heard heard() {
			return new Heard();
		}

	}

	static class Heard {

		private final List<Object> events = new CopyOnWriteArrayList<>();

		@EventListener({ LockAcquiredEvent.class, LockSkippedEvent.class, LockLostEvent.class,
				ServerRecoveredEvent.class })
		void hear(Object event) {
			this.events.add(event);
		}

	}

}
