package io.octostore.spring.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import reactor.core.publisher.Mono;

import io.octostore.NotLeaderException;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.election.LeaderElection;
import io.octostore.election.Leadership;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.election.elsewhere.LeaderElsewhere;
import io.octostore.spring.lock.DistributedLockPostProcessor;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Leader-only methods, in a plain Spring context.
 */
class LeaderOnlyTests {

	private final TestServer server = TestServer.embedded();

	private final ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(this.server.baseUrl(),
			TestServer.ALICE);

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.client).build();

	private final LeaderElection election = LeaderElection.byLock(this.locks, "orders").build();

	@AfterEach
	void stop() {
		this.election.close();
		this.locks.close();
		this.client.close();
		this.server.close();
	}

	private AnnotationConfigApplicationContext context(Class<?>... beans) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("name.of.election", "orders")));
		context.registerBean(LeaderElections.class, () -> new LeaderElections(List.of(this.election), (all) -> false));
		context.registerBean(OctoStoreLocks.class, () -> this.locks,
				(definition) -> definition.setDestroyMethodName(""));
		context.register(Processors.class);
		context.register(beans);
		context.refresh();
		return context;
	}

	private void lead() {
		this.election.start();
		await().until(this.election::isLeader);
	}

	@Test
	void runsOnTheLeaderOnly() {
		try (AnnotationConfigApplicationContext context = context(Jobs.class)) {
			Jobs jobs = context.getBean(Jobs.class);
			assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> jobs.work(null));
			lead();
			assertThat(jobs.work(null)).isEqualTo("token " + this.election.leadership().orElseThrow().fencingToken());
			this.election.stop().join();
			assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> jobs.work(null));
		}
	}

	@Test
	void skipsScheduledMethodsAndThoseThatSaySo() {
		try (AnnotationConfigApplicationContext context = context(Jobs.class)) {
			Jobs jobs = context.getBean(Jobs.class);
			jobs.scheduled();
			assertThat(jobs.skipped()).isEmpty();
			assertThat(jobs.nothing()).isNull();
			assertThat(jobs.calls()).isEmpty();
			assertThatExceptionOfType(NotLeaderException.class).isThrownBy(jobs::loud);
			lead();
			jobs.scheduled();
			assertThat(jobs.skipped()).contains("result");
			assertThat(jobs.calls()).containsExactly("scheduled");
		}
	}

	@Test
	void resolvesPlaceholdersInTheName() {
		try (AnnotationConfigApplicationContext context = context(Named.class)) {
			lead();
			assertThat(context.getBean(Named.class).work()).isEqualTo("done");
			assertThat(context.getBean(LeaderOnlyPostProcessor.class).getElectionNames()).containsExactly("orders");
		}
	}

	@Test
	void coversAllPublicMethodsOfAnAnnotatedClass() {
		try (AnnotationConfigApplicationContext context = context(Whole.class)) {
			Whole whole = context.getBean(Whole.class);
			assertThatExceptionOfType(NotLeaderException.class).isThrownBy(whole::work);
			assertThat(whole.inner()).isEqualTo("inner");
			assertThat(whole).hasToString("whole");
		}
	}

	@Test
	void interruptsABodyWhenTheLeadershipIsLost() {
		try (AnnotationConfigApplicationContext context = context(Jobs.class)) {
			lead();
			Jobs jobs = context.getBean(Jobs.class);
			CompletableFuture<@Nullable Void> body = CompletableFuture.runAsync(jobs::block);
			await().until(() -> jobs.calls().contains("blocked"));
			this.server.control().steal("orders");
			((LocksControl) this.locks).confirm();
			assertThat(body).failsWithin(Duration.ofSeconds(30))
				.withThrowableThat()
				.havingCause()
				.isInstanceOf(NotLeaderException.class)
				.satisfies((ex) -> assertThat(((NotLeaderException) ex).loss()).isPresent());
			assertThat(jobs.calls()).contains("interrupted");
		}
	}

	@Test
	void aFailureOfTheBodyIsNoSkip() {
		try (AnnotationConfigApplicationContext context = context(Jobs.class)) {
			lead();
			assertThatExceptionOfType(NotLeaderException.class).isThrownBy(context.getBean(Jobs.class)::inner)
				.satisfies((ex) -> assertThat(ex.election()).isEqualTo("other"));
		}
	}

	@Test
	void theWorkerOfAnAsynchronousMethodChecks() throws Exception {
		try (AnnotationConfigApplicationContext context = context(AsyncConfiguration.class, Background.class)) {
			Background background = context.getBean(Background.class);
			background.run();
			lead();
			background.run();
			assertThat(background.ran().await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(background.threads()).hasSize(1).doesNotContain(Thread.currentThread().getName());
		}
	}

	@Test
	void isOutsideOfTransactionAndLockInEveryOrderOfProcessors() {
		for (Class<?>[] configuration : new Class<?>[][] {
				{ TransactionConfiguration.class, LockConfiguration.class, Everything.class },
				{ LockConfiguration.class, TransactionConfiguration.class, Everything.class } }) {
			try (AnnotationConfigApplicationContext context = context(configuration)) {
				Everything bean = context.getBean(Everything.class);
				assertThat(Arrays.stream(((Advised) bean).getAdvisors())
					.map((advisor) -> advisor.getAdvice().getClass().getSimpleName()))
					.containsExactly("LeaderOnlyInterceptor", "DistributedLockInterceptor", "TransactionInterceptor");
				bean.run();
				assertThat(bean.calls()).isEmpty();
				assertThat(context.getBean(Transactions.class).begun).isZero();
			}
		}
	}

	@Test
	void checksMethodsOfGenericInterfacesOnProxiesOfInterfaces() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(LeaderElections.class,
					() -> new LeaderElections(List.of(this.election), (all) -> false));
			context.registerBean("leaderOnly", LeaderOnlyPostProcessor.class,
					() -> new LeaderOnlyPostProcessor(() -> context.getBean(LeaderElections.class)));
			context.registerBean("handler", TextHandler.class);
			context.refresh();
			@SuppressWarnings("unchecked")
			Handler<String> handler = (Handler<String>) context.getBean("handler");
			assertThat(AopUtils.isJdkDynamicProxy(handler)).isTrue();
			assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> handler.handle("text"));
			lead();
			assertThat(handler.handle("text")).isEqualTo("handled text");
		}
	}

	@Test
	void refusesAMethodThatTheProxyOfASubclassInAnotherPackageCannotSee() {
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> context(LeaderElsewhere.class))
			.havingRootCause()
			.isInstanceOf(InvalidLeaderMethodException.class)
			.withMessageContaining("work() is package-private in another package than "
					+ "io.octostore.spring.election.elsewhere.LeaderElsewhere");
	}

	@Test
	void refusesAnElectionThatDoesNotExist() {
		assertThatExceptionOfType(InvalidLeaderMethodException.class).isThrownBy(() -> context(Unknown.class))
			.withMessageContaining("Unknown.work() names the election 'nobody', which does not exist. Set "
					+ "octostore.election.nobody.type, or declare a bean of type LeaderElection with that name");
	}

	@ParameterizedTest
	@ValueSource(classes = { PrivateMethod.class, StaticMethod.class, FinalMethod.class, Future.class, Reactive.class,
			Later.class, Primitive.class, Nameless.class })
	void refusesWhatCannotWork(Class<?> bean) {
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> context(bean))
			.havingRootCause()
			.isInstanceOf(InvalidLeaderMethodException.class)
			.withMessageStartingWith("@LeaderOnly method " + bean.getName() + ".work() ")
			.satisfies((ex) -> assertThat(((InvalidLeaderMethodException) ex).cure()).isNotBlank());
	}

	@Configuration(proxyBeanMethods = false)
	static class Processors {

		@Bean
		static LeaderOnlyPostProcessor leaderOnly(ObjectProvider<LeaderElections> elections) {
			LeaderOnlyPostProcessor processor = new LeaderOnlyPostProcessor(elections::getObject);
			processor.setProxyTargetClass(true);
			return processor;
		}

	}

	static class Jobs {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		List<String> calls() {
			return this.calls;
		}

		@LeaderOnly("orders")
		public String work(@Nullable Leadership leadership) {
			return "token " + ((leadership != null) ? leadership.fencingToken() : "none");
		}

		@LeaderOnly("orders")
		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.DAYS)
		public void scheduled() {
			this.calls.add("scheduled");
		}

		@LeaderOnly(name = "orders", whenNotLeader = WhenNotLeader.THROW)
		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.DAYS)
		public void loud() {
			this.calls.add("loud");
		}

		@LeaderOnly(name = "orders", whenNotLeader = WhenNotLeader.SKIP)
		public Optional<String> skipped() {
			return Optional.of("result");
		}

		@LeaderOnly(name = "orders", whenNotLeader = WhenNotLeader.SKIP)
		public @Nullable String nothing() {
			return "something";
		}

		@LeaderOnly("orders")
		public void block() {
			this.calls.add("blocked");
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				this.calls.add("interrupted");
			}
		}

		@LeaderOnly(name = "orders", whenNotLeader = WhenNotLeader.SKIP)
		public void inner() {
			throw new NotLeaderException("other", null);
		}

	}

	static class Named {

		@LeaderOnly("${name.of.election}")
		public String work() {
			return "done";
		}

	}

	@LeaderOnly("orders")
	static class Whole {

		public String work() {
			return "done";
		}

		String inner() {
			return "inner";
		}

		@Override
		public String toString() {
			return "whole";
		}

	}

	interface Handler<T> {

		String handle(T input);

	}

	static class TextHandler implements Handler<String> {

		@Override
		@LeaderOnly("orders")
		public String handle(String input) {
			return "handled " + input;
		}

	}

	static class Unknown {

		@LeaderOnly("nobody")
		public void work() {
		}

	}

	static class Background {

		private final CountDownLatch ran = new CountDownLatch(1);

		private final List<String> threads = new ArrayList<>();

		CountDownLatch ran() {
			return this.ran;
		}

		List<String> threads() {
			return this.threads;
		}

		@Async
		@LeaderOnly("orders")
		public void run() {
			this.threads.add(Thread.currentThread().getName());
			this.ran.countDown();
		}

	}

	@EnableAsync(proxyTargetClass = true)
	@Configuration(proxyBeanMethods = false)
	static class AsyncConfiguration {

		@Bean(destroyMethod = "shutdown")
		ExecutorService taskExecutor() {
			return Executors.newSingleThreadExecutor();
		}

	}

	@EnableTransactionManagement(proxyTargetClass = true)
	@Configuration(proxyBeanMethods = false)
	static class TransactionConfiguration {

		@Bean
		Transactions transactionManager() {
			return new Transactions();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LockConfiguration {

		@Bean
		static DistributedLockPostProcessor lockPostProcessor(ObjectProvider<OctoStoreLocks> locks) {
			DistributedLockPostProcessor processor = new DistributedLockPostProcessor(locks::getObject);
			processor.setProxyTargetClass(true);
			return processor;
		}

	}

	static class Everything {

		private final List<String> calls = new ArrayList<>();

		List<String> calls() {
			return this.calls;
		}

		@Transactional
		@DistributedLock("everything")
		@LeaderOnly(name = "orders", whenNotLeader = WhenNotLeader.SKIP)
		public void run() {
			this.calls.add("run");
		}

	}

	static class Transactions extends AbstractPlatformTransactionManager implements PlatformTransactionManager {

		private int begun;

		@Override
		protected Object doGetTransaction() {
			return "transaction";
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			this.begun++;
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

	static class PrivateMethod {

		@LeaderOnly("orders")
		private void work() {
		}

	}

	static class StaticMethod {

		@LeaderOnly("orders")
		static void work() {
		}

	}

	static class FinalMethod {

		@LeaderOnly("orders")
		public final void work() {
		}

	}

	static class Future {

		@LeaderOnly("orders")
		public CompletableFuture<String> work() {
			return new CompletableFuture<>();
		}

	}

	static class Reactive {

		@LeaderOnly("orders")
		public Mono<String> work() {
			return Mono.empty();
		}

	}

	static class Later {

		@LeaderOnly("orders")
		public Callable<String> work() {
			return () -> "later";
		}

	}

	static class Primitive {

		@LeaderOnly(name = "orders", whenNotLeader = WhenNotLeader.SKIP)
		public int work() {
			return 1;
		}

	}

	static class Nameless {

		@LeaderOnly
		public void work() {
		}

	}

}
