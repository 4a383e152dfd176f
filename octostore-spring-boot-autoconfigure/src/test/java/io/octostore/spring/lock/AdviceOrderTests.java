package io.octostore.spring.lock;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

import io.octostore.LockHeldException;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.WhenHeld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The place of the lock among other advice on the same method.
 */
@ExtendWith(OutputCaptureExtension.class)
class AdviceOrderTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void workerTakesTheLockOutsideOfTheTransactionAndInsideOfSecurity(boolean proxyTargetClass) throws Exception {
		try (AnnotationConfigApplicationContext context = start(proxyTargetClass, AllAdvice.class)) {
			Work work = context.getBean(Work.class);
			assertThat(AopUtils.isCglibProxy(work)).isEqualTo(proxyTargetClass);
			work.run().get(10, TimeUnit.SECONDS);
			FakeLocks locks = context.getBean(FakeLocks.class);
			assertThat(locks.journal).containsExactly("async", "security", "lock work", "begin", "body", "commit",
					"unlock work");
		}
	}

	@Test
	void lockIsOutsideOfATransactionThatAsksForAnEarlyPlace() throws Exception {
		try (AnnotationConfigApplicationContext context = start(true, EarlyTransactions.class)) {
			context.getBean(Work.class).run();
			assertThat(context.getBean(FakeLocks.class).journal).containsExactly("lock work", "begin", "security",
					"body", "commit", "unlock work");
		}
	}

	@Test
	void lockIsReleasedAfterARollback() {
		try (AnnotationConfigApplicationContext context = start(true, Transactions.class)) {
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> context.getBean(TransactionalWork.class).fail());
			assertThat(context.getBean(FakeLocks.class).journal).containsExactly("lock tx", "begin", "rollback",
					"unlock tx");
		}
	}

	@Test
	void eachRetryTakesTheLockAnew() {
		try (AnnotationConfigApplicationContext context = start(true, Retries.class)) {
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> context.getBean(RetriedWork.class).run());
			assertThat(context.getBean(FakeLocks.class).journal).containsExactly("lock retried", "body",
					"unlock retried", "lock retried", "body", "unlock retried");
		}
	}

	@Test
	void lockIsHeldUntilTheFutureOfAnAsynchronousMethodEnds() throws Exception {
		try (AnnotationConfigApplicationContext context = start(true, Futures.class)) {
			FakeLocks locks = context.getBean(FakeLocks.class);
			FutureWork work = context.getBean(FutureWork.class);
			CompletableFuture<String> result = work.run();
			Signals signals = context.getBean(Signals.class);
			assertThat(signals.entered.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(locks.journal).containsExactly("lock future");
			signals.inner.complete("done");
			assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo("done");
			assertThat(locks.journal).containsExactly("lock future", "unlock future");
		}
	}

	@Test
	void failureOfAnAsynchronousMethodsFutureIsLeftToItsReader() {
		try (AnnotationConfigApplicationContext context = start(true, Futures.class)) {
			FutureWork work = context.getBean(FutureWork.class);
			context.getBean(Signals.class).inner.completeExceptionally(new IllegalStateException("from the work"));
			CompletableFuture<String> result = work.run();
			assertThatExceptionOfType(CompletionException.class).isThrownBy(result::join)
				.havingRootCause()
				.withMessage("from the work");
			assertThat(context.getBean(FakeLocks.class).journal).containsExactly("lock future", "unlock future");
		}
	}

	@Test
	void skippedAsynchronousMethodCompletesWithNull() {
		try (AnnotationConfigApplicationContext context = start(true, Futures.class)) {
			context.getBean(FakeLocks.class).failures.put("future", new LockHeldException("future"));
			assertThat(context.getBean(FutureWork.class).run().join()).isNull();
		}
	}

	private static AnnotationConfigApplicationContext start(boolean proxyTargetClass, Class<?> configuration) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean(FakeLocks.class, FakeLocks::new);
		context.registerBean(DistributedLockPostProcessor.class, () -> {
			DistributedLockPostProcessor processor = new DistributedLockPostProcessor(
					() -> context.getBean(FakeLocks.class));
			processor.setProxyTargetClass(proxyTargetClass);
			return processor;
		}, (definition) -> definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE));
		context.register(configuration);
		if (configuration != EarlyTransactions.class) {
			context.register(proxyTargetClass ? ClassProxies.class : InterfaceProxies.class);
		}
		context.refresh();
		return context;
	}

	interface Work {

		CompletableFuture<String> run();

	}

	static class AnnotatedWork implements Work {

		private final FakeLocks locks;

		AnnotatedWork(FakeLocks locks) {
			this.locks = locks;
		}

		@Override
		@Async
		@Secured
		@Transactional
		@DistributedLock("work")
		public CompletableFuture<String> run() {
			this.locks.journal.add("body");
			return CompletableFuture.completedFuture("done");
		}

	}

	static class TransactionalWork {

		@Transactional
		@DistributedLock("tx")
		public void succeed() {
		}

		@Transactional
		@DistributedLock("tx")
		public void fail() {
			throw new IllegalStateException("from the body");
		}

	}

	static class RetriedWork {

		private final FakeLocks locks;

		RetriedWork(FakeLocks locks) {
			this.locks = locks;
		}

		@Retryable(maxRetries = 1, delay = 0)
		@DistributedLock("retried")
		public void run() {
			this.locks.journal.add("body");
			throw new IllegalStateException("from the body");
		}

	}

	static class Signals {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CompletableFuture<String> inner = new CompletableFuture<>();

	}

	static class FutureWork {

		private final Signals signals;

		FutureWork(Signals signals) {
			this.signals = signals;
		}

		@Async
		@DistributedLock(name = "future", whenHeld = WhenHeld.SKIP)
		public CompletableFuture<String> run() {
			this.signals.entered.countDown();
			return this.signals.inner;
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Secured {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class ClassProxies {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	@EnableTransactionManagement
	static class InterfaceProxies {

	}

	@Configuration(proxyBeanMethods = false)
	static class Transactions {

		@Bean
		PlatformTransactionManager transactionManager(FakeLocks locks) {
			return new JournalingTransactionManager(locks);
		}

		@Bean
		TransactionalWork transactionalWork() {
			return new TransactionalWork();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AllAdvice {

		@Bean
		PlatformTransactionManager transactionManager(FakeLocks locks) {
			return new JournalingTransactionManager(locks);
		}

		@Bean
		Executor taskExecutor(FakeLocks locks) {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor();
			executor.setTaskDecorator((task) -> () -> {
				locks.journal.add("async");
				task.run();
			});
			return executor;
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static DefaultPointcutAdvisor security(ObjectProvider<FakeLocks> locks) {
			DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(
					AnnotationMatchingPointcut.forMethodAnnotation(Secured.class), (MethodInterceptor) (invocation) -> {
						locks.getObject().journal.add("security");
						return invocation.proceed();
					});
			advisor.setOrder(200);
			return advisor;
		}

		@Bean
		AnnotatedWork work(FakeLocks locks) {
			return new AnnotatedWork(locks);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true, order = 100)
	static class EarlyTransactions extends AllAdvice {

		@Bean
		@Override
		Executor taskExecutor(FakeLocks locks) {
			return Runnable::run;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableResilientMethods(proxyTargetClass = true)
	static class Retries {

		@Bean
		PlatformTransactionManager transactionManager(FakeLocks locks) {
			return new JournalingTransactionManager(locks);
		}

		@Bean
		RetriedWork retriedWork(FakeLocks locks) {
			return new RetriedWork(locks);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Futures {

		@Bean
		PlatformTransactionManager transactionManager(FakeLocks locks) {
			return new JournalingTransactionManager(locks);
		}

		@Bean
		Signals signals() {
			return new Signals();
		}

		@Bean
		FutureWork futureWork(Signals signals) {
			return new FutureWork(signals);
		}

	}

	private static final class JournalingTransactionManager extends AbstractPlatformTransactionManager {

		private final transient FakeLocks locks;

		private JournalingTransactionManager(FakeLocks locks) {
			this.locks = locks;
		}

		@Override
		protected Object doGetTransaction() {
			return this;
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			this.locks.journal.add("begin");
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			this.locks.journal.add("commit");
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			this.locks.journal.add("rollback");
		}

	}

}
