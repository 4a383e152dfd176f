package io.octostore.spring.boot.autoconfigure;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import io.octostore.NotLeaderException;
import io.octostore.election.LeaderBody;
import io.octostore.election.LeaderElection;
import io.octostore.election.Leadership;
import io.octostore.election.LeadershipListener;
import io.octostore.spring.boot.autoconfigure.health.OctoStoreHealthContributorAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.info.OctoStoreElectionInfoContributorAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.integration.OctoStoreIntegrationElectionAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.metrics.OctoStoreMetricsAutoConfiguration;
import io.octostore.spring.election.InvalidLeaderMethodException;
import io.octostore.spring.election.LeaderElections;
import io.octostore.spring.election.LeaderOnly;
import io.octostore.spring.election.LeaderRole;
import io.octostore.spring.election.LeadershipGrantedEvent;
import io.octostore.spring.election.LeadershipRevokedEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Elections by property.
 */
class OctoStoreElectionAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class,
				OctoStoreEmbeddedAutoConfiguration.class, OctoStoreElectionAutoConfiguration.class,
				OctoStoreLeaderOnlyAutoConfiguration.class, OctoStoreHealthContributorAutoConfiguration.class,
				OctoStoreElectionInfoContributorAutoConfiguration.class, OctoStoreMetricsAutoConfiguration.class,
				OctoStoreIntegrationElectionAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class))
		.withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
		.withPropertyValues("octostore.embedded.enabled=true");

	@Test
	void thereIsNoElectionUnlessOneIsNamed() {
		this.runner.run((context) -> {
			assertThat(context).doesNotHaveBean(LeaderElection.class).hasSingleBean(LeaderElections.class);
			assertThat(context.getBean(LeaderElections.class).all()).isEmpty();
		});
	}

	@Test
	void eachNameIsABean() {
		this.runner
			.withPropertyValues("octostore.election.orders.type=lock", "octostore.election.nightly-report.type=room",
					"octostore.election.nightly-report.room=nightly-report-room")
			.withBean(Consumers.class)
			.run((context) -> {
				Consumers consumers = context.getBean(Consumers.class);
				assertThat(consumers.orders.name()).isEqualTo("orders");
				assertThat(consumers.report.name()).isEqualTo("nightly-report");
				await().until(() -> consumers.orders.isLeader() && consumers.report.isLeader());
				LeaderElections elections = context.getBean(LeaderElections.class);
				assertThat(elections.get("orders")).isSameAs(consumers.orders);
				assertThatIllegalArgumentException().isThrownBy(() -> elections.get("other"))
					.withMessage("No election is called 'other', only [nightly-report, orders]");
			});
	}

	@Test
	void campaignsOnlyWhenAskedToWithoutAutoStart() {
		this.runner
			.withPropertyValues("octostore.election.orders.type=lock", "octostore.election.orders.auto-start=false")
			.run((context) -> {
				LeaderElection election = context.getBean(LeaderElection.class);
				assertThat(election.isRunning()).isFalse();
				election.start();
				await().until(election::isLeader);
			});
	}

	@Test
	void electionsOfTheApplicationAreStartedToo() {
		this.runner.withBean("own", LeaderElection.class, Own::new).run((context) -> {
			Own own = (Own) context.getBean(LeaderElection.class);
			assertThat(own.started).isTrue();
			assertThat(own.listeners).isNotEmpty();
		});
	}

	@Test
	void tellsEventsListenersAndRoles() {
		this.runner
			.withPropertyValues("octostore.election.orders.type=lock", "octostore.election.orders.role=consumers")
			.withBean(Journal.class)
			.withBean(Consumer.class)
			.run((context) -> {
				Journal journal = context.getBean(Journal.class);
				LeaderElection election = context.getBean(LeaderElection.class);
				await().until(() -> journal.entries.size() == 4);
				assertThat(journal.entries).containsExactly("event granted true", "listener granted",
						"integration granted consumers true", "consumer started");
				journal.entries.clear();
				election.yieldLeadership().join();
				assertThat(journal.entries).containsExactly("consumer stopped", "integration revoked consumers false",
						"listener revoked", "event revoked false");
			});
	}

	@Test
	void integrationCanYield() {
		this.runner.withPropertyValues("octostore.election.orders.type=lock").withBean(Journal.class).run((context) -> {
			Journal journal = context.getBean(Journal.class);
			await().until(() -> journal.granted != null);
			journal.granted.getContext().yield();
			await().until(() -> journal.entries.contains("event revoked false"));
			assertThat(context.getBean(LeaderElection.class).isRunning()).isTrue();
		});
	}

	@Test
	void showsTheLeaderInInfoHealthAndMeters() {
		this.runner.withPropertyValues("octostore.election.orders.type=lock").run((context) -> {
			LeaderElection election = context.getBean(LeaderElection.class);
			await().until(election::isLeader);
			assertThat(info(context.getBean(InfoContributor.class)))
				.isEqualTo(Map.of("orders", Map.of("isLeader", true, "fencingToken", 1L)));
			assertThat(health(context.getBean(ReactiveHealthIndicator.class))).isEqualTo("{orders=leader}");
			assertThat(gauge(context.getBean(MeterRegistry.class))).isEqualTo(1);
			election.yieldLeadership().join();
			assertThat(info(context.getBean(InfoContributor.class)))
				.isEqualTo(Map.of("orders", Map.of("isLeader", false)));
			assertThat(health(context.getBean(ReactiveHealthIndicator.class))).isEqualTo("{orders=follower}");
			assertThat(gauge(context.getBean(MeterRegistry.class))).isZero();
			election.stop().join();
			assertThat(health(context.getBean(ReactiveHealthIndicator.class))).isEqualTo("{orders=stopped}");
		});
	}

	@Test
	void showsWhyACampaignFails() {
		this.runner.withBean("own", LeaderElection.class, Own::new)
			.run((context) -> assertThat(health(context.getBean(ReactiveHealthIndicator.class)))
				.isEqualTo("{own=campaign fails: no server}"));
	}

	private static Object info(InfoContributor contributor) {
		Info.Builder builder = new Info.Builder();
		contributor.contribute(builder);
		return builder.build().get("leadership");
	}

	private static String health(ReactiveHealthIndicator indicator) {
		return String.valueOf(indicator.health(true).block().getDetails().get("elections"));
	}

	private static double gauge(MeterRegistry registry) {
		return registry.get("octostore.election.leader").tag("election.name", "orders").gauge().value();
	}

	@Test
	void leadershipOutlivesTheWorkOfSchedulersAndEndsBeforeTheLocks() throws Exception {
		List<String> journal = new CopyOnWriteArrayList<>();
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch mayEnd = new CountDownLatch(1);
		this.runner.withPropertyValues("octostore.election.orders.type=lock")
			.withBean(ThreadPoolTaskScheduler.class)
			.withBean(Job.class, () -> new Job(journal, entered, mayEnd))
			.run((context) -> {
				LeaderElection election = context.getBean(LeaderElection.class);
				election.addListener(new LeadershipListener() {

					@Override
					public void revoked(Leadership leadership) {
						journal.add("revoked, lost: " + leadership.loss().isPresent());
					}

				});
				await().until(election::isLeader);
				Job job = context.getBean(Job.class);
				context.getBean(ThreadPoolTaskScheduler.class).schedule(job::run, Instant.now());
				assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
				Thread closing = new Thread(() -> context.getSourceApplicationContext().close());
				closing.start();
				await().until(() -> closing.getState() == Thread.State.TIMED_WAITING
						|| closing.getState() == Thread.State.WAITING);
				assertThat(election.isLeader()).isTrue();
				mayEnd.countDown();
				closing.join(TimeUnit.SECONDS.toMillis(30));
			});
		assertThat(journal).containsExactly("job ended, leader: true, interrupted: false", "revoked, lost: false");
		assertThat(LeaderElections.PHASE).isBetween(OctoStoreLocksLifecycle.PHASE + 1,
				ExecutorConfigurationSupport.DEFAULT_PHASE - 1);
	}

	@Test
	void aStoppedContextGivesLeadershipUpAndARestartedOneCampaignsAgain() {
		this.runner.withPropertyValues("octostore.election.orders.type=lock").run((context) -> {
			LeaderElection election = context.getBean(LeaderElection.class);
			await().until(election::isLeader);
			context.getSourceApplicationContext().stop();
			assertThat(election.isLeader()).isFalse();
			assertThat(election.isRunning()).isFalse();
			context.getSourceApplicationContext().start();
			await().until(election::isLeader);
		});
	}

	@Test
	void aChildContextUsesTheElectionsOfItsParent() {
		this.runner.withPropertyValues("octostore.election.orders.type=lock")
			.run((parent) -> this.runner.withParent(parent)
				.withPropertyValues("octostore.election.orders.type=lock")
				.withBean(Methods.class)
				.run((child) -> {
					assertThat(child.getBeanFactory().getBeanNamesForType(LeaderElection.class)).isEmpty();
					await().until(() -> parent.getBean(LeaderElection.class).isLeader());
					assertThat(child.getBean(Methods.class).work()).isEqualTo("done");
				}));
	}

	@Test
	void runsWithoutAServerInNoOpMode() {
		this.runner
			.withPropertyValues("octostore.embedded.enabled=false", "octostore.no-op=true",
					"octostore.election.orders.type=room", "octostore.election.orders.room=orders-room",
					"octostore.election.orders.ttl=15s")
			.run((context) -> await().until(() -> context.getBean(LeaderElection.class).isLeader()));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "octostore.election.orders.typo=1 | octostore.election.orders.typo | has no setting of that name",
					"octostore.election.orders.type=room | octostore.election.orders.room | is required",
					"octostore.election.orders.room=orders-room | octostore.election.orders.room | type is lock",
					"octostore.election.orders.candidate-id=me | octostore.election.orders.candidate-id | type is lock",
					"octostore.election.orders.ttl=20 | octostore.election[orders].ttl | no unit",
					"octostore.election.orders.ttl=2s | octostore.election.orders | session",
					"octostore.election.orders.lock-name=not a name | octostore.election.orders | not a name",
					"octostore.election.orders.yield-pause=2h | octostore.election.orders.yield-pause | 1 hour",
					"octostore.election.orders.grace-period=-1s | octostore.election.orders.grace-period | 1 hour" })
	void refusesWhatCannotWork(String setting, String property, String reason) {
		this.runner.withPropertyValues(setting).run((context) -> {
			assertThat(Failures.find(context.getStartupFailure(), InvalidPropertyException.class)).satisfies((ex) -> {
				assertThat(ex.property()).isEqualTo(property);
				assertThat(ex.reason()).contains(reason);
			});
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"octostore.election.orders.lock-name=a | octostore.election.orders.lock-name | type is room",
			"octostore.election.orders.profile=fast | octostore.election.orders.profile | type is room",
			"octostore.election.orders.candidate-id=not allowed | octostore.election.orders.candidate-id | 47 letters",
			"octostore.election.orders.ttl=4s | octostore.election.orders | 5",
			"octostore.election.orders.room=short | octostore.election.orders | 8" })
	void refusesWhatCannotWorkInARoom(String setting, String property, String reason) {
		this.runner
			.withPropertyValues("octostore.election.orders.type=room", "octostore.election.orders.room=orders-room",
					setting)
			.run((context) -> assertThat(Failures.find(context.getStartupFailure(), InvalidPropertyException.class))
				.satisfies((ex) -> {
					assertThat(ex.property()).isEqualTo(property);
					assertThat(ex.reason()).contains(reason);
					assertThat(ex).hasMessageNotContaining("orders-room");
				}));
	}

	@Test
	void refusesTwoNamesThatAnEnvironmentVariableCannotTellApart() {
		this.runner
			.withPropertyValues("octostore.election.nightly-report.type=lock",
					"octostore.election.nightlyreport.type=lock")
			.run((context) -> assertThat(Failures.find(context.getStartupFailure(), InvalidPropertyException.class))
				.hasMessageContaining("nightly-report")
				.hasMessageContaining("nightlyreport"));
	}

	@Test
	void refusesALifecycleThatStartsByItself() {
		this.runner.withPropertyValues("octostore.election.consumers.type=lock")
			.withBean("eager", Eager.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessage("Bean 'eager' has @LeaderRole(\"consumers\"), but starts with the application context on "
						+ "every instance: let isAutoStartup() return false"));
	}

	@Test
	void refusesARoleOfNoElection() {
		this.runner.withPropertyValues("octostore.election.orders.type=lock")
			.withBean(Journal.class)
			.withBean("consumer", Consumer.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessage("Bean 'consumer' has @LeaderRole(\"consumers\"), but no election has that role, only "
						+ "[orders]: it would never start"));
	}

	@Test
	void refusesABeanWithARoleThatCannotBeStarted() {
		this.runner.withPropertyValues("octostore.election.consumers.type=lock")
			.withBean("plain", Plain.class)
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("cannot be started and stopped"));
	}

	@Test
	void explainsAMethodThatCannotWork() {
		this.runner.withBean(Methods.class)
			.run((context) -> assertThat(
					Failures.find(context.getStartupFailure(), InvalidLeaderMethodException.class).cure())
				.startsWith("Set octostore.election.orders.type"));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void warnsOfMethodsThatRunOnEveryInstance(CapturedOutput output) {
		this.runner.withPropertyValues("octostore.enabled=false").withBean(Methods.class).run((context) -> {
			assertThat(context.getBean(Methods.class).work()).isEqualTo("done");
			assertThat(output).contains("1 leader-only method(s) of bean '").contains("octostore.enabled is false");
		});
	}

	@Test
	void refusesTwoElectionsOfOneName() {
		assertThatIllegalStateException()
			.isThrownBy(() -> new LeaderElections(List.of(new Own(), new Own()), (all) -> true))
			.withMessageStartingWith("Two elections are called 'own'");
	}

	@Test
	void plainSpringNeedsNoBoot() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			Own own = new Own();
			context.registerBean(LeaderElections.class, () -> new LeaderElections(List.of(own), (all) -> true));
			context.refresh();
			assertThat(own.started).isTrue();
		}
	}

	static class Consumers {

		private final LeaderElection orders;

		private final LeaderElection report;

		Consumers(@Qualifier("orders") LeaderElection orders, @Qualifier("nightly-report") LeaderElection report) {
			this.orders = orders;
			this.report = report;
		}

	}

	static class Methods {

		@LeaderOnly("orders")
		public String work() {
			return "done";
		}

	}

	static class Job {

		private final List<String> journal;

		private final CountDownLatch entered;

		private final CountDownLatch mayEnd;

		Job(List<String> journal, CountDownLatch entered, CountDownLatch mayEnd) {
			this.journal = journal;
			this.entered = entered;
			this.mayEnd = mayEnd;
		}

		@LeaderOnly("orders")
		public void run() {
			this.entered.countDown();
			boolean interrupted = false;
			try {
				interrupted = !this.mayEnd.await(30, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
			this.journal.add("job ended, leader: true, interrupted: " + interrupted);
		}

	}

	static class Journal implements LeadershipListener {

		private final List<String> entries = new CopyOnWriteArrayList<>();

		private volatile OnGrantedEvent granted;

		@Override
		public void granted(Leadership leadership) {
			this.entries.add("listener granted");
		}

		@Override
		public void revoked(Leadership leadership) {
			this.entries.add("listener revoked");
		}

		@EventListener
		public void on(LeadershipGrantedEvent event) {
			this.entries.add("event granted " + event.leadership().isLeader());
		}

		@EventListener
		public void on(LeadershipRevokedEvent event) {
			this.entries.add("event revoked " + event.leadership().isLeader());
		}

		@EventListener
		public void on(OnGrantedEvent event) {
			this.granted = event;
			this.entries.add("integration granted " + event.getRole() + " " + event.getContext().isLeader());
		}

		@EventListener
		public void on(OnRevokedEvent event) {
			this.entries.add("integration revoked " + event.getRole() + " " + event.getContext().isLeader());
		}

	}

	@LeaderRole("consumers")
	static class Consumer implements SmartLifecycle {

		private final Journal journal;

		private volatile boolean running;

		Consumer(Journal journal) {
			this.journal = journal;
		}

		@Override
		public void start() {
			this.running = true;
			this.journal.entries.add("consumer started");
		}

		@Override
		public void stop() {
			this.running = false;
			this.journal.entries.add("consumer stopped");
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public boolean isAutoStartup() {
			return false;
		}

	}

	@LeaderRole("consumers")
	static class Eager implements SmartLifecycle {

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

	@LeaderRole("consumers")
	static class Plain {

	}

	/**
	 * An election of an application, which never leads.
	 */
	static class Own implements LeaderElection {

		private final List<LeadershipListener> listeners = new CopyOnWriteArrayList<>();

		private volatile boolean started;

		@Override
		public String name() {
			return "own";
		}

		@Override
		public void start() {
			this.started = true;
		}

		@Override
		public CompletableFuture<Void> stop() {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletableFuture<Void> yieldLeadership() {
			return stop();
		}

		@Override
		public boolean isRunning() {
			return this.started;
		}

		@Override
		public Optional<Leadership> leadership() {
			return Optional.empty();
		}

		@Override
		public Optional<Throwable> failure() {
			return Optional.of(new IllegalStateException("no server"));
		}

		@Override
		public void addListener(LeadershipListener listener) {
			this.listeners.add(listener);
		}

		@Override
		public <T, E extends Throwable> T executeChecked(LeaderBody<T, E> body) {
			throw new NotLeaderException("own", null);
		}

		@Override
		public void close() {
		}

	}

}
