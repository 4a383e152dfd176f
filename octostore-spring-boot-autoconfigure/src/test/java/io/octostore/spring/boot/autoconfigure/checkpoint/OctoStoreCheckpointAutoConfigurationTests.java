package io.octostore.spring.boot.autoconfigure.checkpoint;

import java.util.List;

import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.octostore.LocksNotSuspendedException;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.Operation;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreLockingAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OctoStoreCheckpointAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class,
				OctoStoreLockingAutoConfiguration.class, OctoStoreCheckpointAutoConfiguration.class));

	@Test
	void refusesACheckpointWhileALockIsHeldAndTakesNoSessionIntoOne() {
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok").start()) {
			this.runner.withPropertyValues("octostore.base-url=" + server.baseUrl(), "octostore.token=tok")
				.run((context) -> {
					OctoStoreLocks locks = context.getBean(OctoStoreLocks.class);
					Resource resource = context.getBean(LocksResource.class);
					try (HeldLock lock = locks.tryAcquire("job").orElseThrow()) {
						assertThatExceptionOfType(LocksNotSuspendedException.class)
							.isThrownBy(() -> resource.beforeCheckpoint(Core.getGlobalContext()))
							.withMessageContaining("job");
						resource.afterRestore(Core.getGlobalContext());
						assertThat(lock.isHeld()).isTrue();
					}
					resource.beforeCheckpoint(Core.getGlobalContext());
					resource.afterRestore(Core.getGlobalContext());
					locks.tryAcquire("job").orElseThrow().close();
					assertThat(operations(server)).containsExactly(Operation.CREATE_SESSION, Operation.ACQUIRE,
							Operation.RELEASE, Operation.TERMINATE_SESSION, Operation.CREATE_SESSION, Operation.ACQUIRE,
							Operation.RELEASE);
				});
		}
	}

	private static List<Operation> operations(OctoStoreServer server) {
		return server.requests().stream().map((request) -> request.operation().orElseThrow()).toList();
	}

	@Test
	void needsNothingWhereThereAreNoCheckpoints() {
		this.runner.withPropertyValues("octostore.token=tok")
			.withClassLoader(new FilteredClassLoader(Resource.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LocksResource.class));
	}

	@Test
	void isOffWhereThereAreNoLocks() {
		this.runner.withPropertyValues("octostore.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LocksResource.class));
	}

	@Test
	void isThereAlsoWhereBeansAreLazy() {
		this.runner.withPropertyValues("octostore.token=tok")
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(
					context.getSourceApplicationContext().getBeanFactory().containsSingleton("octoStoreLocksResource"))
				.isTrue());
	}

}
