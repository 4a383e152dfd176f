package io.octostore.spring.boot.autoconfigure.integration;

import java.util.concurrent.locks.Lock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.integration.support.locks.DefaultLockRegistry;
import org.springframework.integration.support.locks.LockRegistry;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;
import io.octostore.spring.integration.OctoStoreLockRegistry;

import static org.assertj.core.api.Assertions.assertThat;

class OctoStoreIntegrationAutoConfigurationTests {

	private final OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok").start();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(OctoStoreAutoConfiguration.class, OctoStoreIntegrationAutoConfiguration.class))
		.withPropertyValues("octostore.base-url=" + this.server.baseUrl(), "octostore.token=tok");

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void givesARegistryWhoseLocksAreOnTheServer() {
		this.runner.run((context) -> {
			Lock lock = context.getBean(LockRegistry.class).obtain("order-7");
			lock.lock();
			assertThat(this.server.holds("integration.order-7")).isTrue();
			lock.unlock();
			assertThat(this.server.holds("integration.order-7")).isFalse();
		});
	}

	@Test
	void leavesRoomForThePrefix() {
		this.runner.withPropertyValues("octostore.lock.prefix=billing").run((context) -> {
			Lock lock = context.getBean(OctoStoreLockRegistry.class).obtain("x".repeat(70));
			lock.lock();
			assertThat(this.server.heldLocks()).singleElement()
				.satisfies((held) -> assertThat(held.name()).startsWith("billing.integration.xxx").hasSize(64));
			lock.unlock();
		});
	}

	@Test
	void startsWithAPrefixThatLeavesLittleRoom() {
		this.runner.withPropertyValues("octostore.lock.prefix=" + "p".repeat(45)).run((context) -> {
			Lock lock = context.getBean(OctoStoreLockRegistry.class).obtain("foo");
			lock.lock();
			assertThat(this.server.holds("p".repeat(45) + ".integration.foo")).isTrue();
			lock.unlock();
		});
	}

	@Test
	void backsOffWhereTheApplicationHasARegistry() {
		this.runner.withBean(DefaultLockRegistry.class)
			.run((context) -> assertThat(context).hasSingleBean(LockRegistry.class)
				.doesNotHaveBean(OctoStoreLockRegistry.class));
	}

	@Test
	void isOffWithoutSpringIntegrationOrLocks() {
		this.runner.withClassLoader(new FilteredClassLoader(LockRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("octoStoreLockRegistry"));
		this.runner.withClassLoader(new FilteredClassLoader(OctoStoreLockRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockRegistry.class));
		this.runner.withPropertyValues("octostore.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockRegistry.class));
	}

}
