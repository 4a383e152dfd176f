package io.octostore.spring.lock;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.core.Ordered;
import org.springframework.retry.annotation.AnnotationAwareRetryOperationsInterceptor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import reactor.core.scheduler.Schedulers;

import io.octostore.LockHeldException;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.WhenHeld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The order of advices as {@code docs/locks.md} and ADR 0031 have it.
 */
class AdviceTableTests {

	private final DistributedLockAdvisor lock = new DistributedLockAdvisor(new DistributedLockInterceptor(
			new LockMethods(new LockMethodFactory(LockAnnotationSettings::defaults, (text) -> text, null)),
			FakeLocks::new, LockAnnotationSettings::defaults,
			new OverdueCalls(LockAnnotationSettings::defaults, Schedulers::immediate), System::nanoTime));

	@Test
	@Tag("field-fault-H2")
	void repeatsAreOutsideOfTheLock() {
		assertThat(order(advisor(new AnnotationAwareRetryOperationsInterceptor()))).containsExactly("retry", "lock");
	}

	@Test
	@Tag("field-fault-H3")
	void cachesAreOutsideOfTheLock() {
		assertThat(order(advisor(new CacheInterceptor()))).containsExactly("cache", "lock");
	}

	@Test
	void transactionsAreInsideWhereverTheyAre() {
		assertThat(order(advisor(new CacheInterceptor()), advisor(new TransactionInterceptor())))
			.containsExactly("cache", "lock", "transaction");
		assertThat(order(ordered(100, new TransactionInterceptor()), ordered(200, other()))).containsExactly("lock",
				"transaction", "other");
	}

	@Test
	void whatAsksForAPlaceIsOutsideAndTheRestInside() {
		assertThat(order(ordered(100, other()), advisor(other()))).containsExactly("other", "lock", "other");
	}

	@Test
	@Tag("field-fault-H6")
	void asynchronousMethodsWithoutResultAreSkippedWhenTheLockIsHeld() {
		try (LockContext context = LockContext.of(Background.class)) {
			context.locks.failures.put("job", new LockHeldException("job"));
			context.bean(Background.class).run();
			assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> context.bean(Background.class).loud());
			assertThat(context.bean(Background.class).future()).isCompletedExceptionally();
		}
	}

	private List<String> order(Advisor... advisors) {
		ProxyFactory proxy = new ProxyFactory(new Object());
		proxy.addAdvisors(advisors);
		proxy.addAdvisor(this.lock.position(proxy), this.lock);
		return Arrays.stream(proxy.getAdvisors()).map((advisor) -> name(advisor.getAdvice())).toList();
	}

	private static String name(Advice advice) {
		if (advice instanceof AnnotationAwareRetryOperationsInterceptor) {
			return "retry";
		}
		if (advice instanceof CacheInterceptor) {
			return "cache";
		}
		if (advice instanceof TransactionInterceptor) {
			return "transaction";
		}
		return (advice instanceof DistributedLockInterceptor) ? "lock" : "other";
	}

	private static Advice other() {
		return (MethodInterceptor) MethodInvocation::proceed;
	}

	private static Advisor advisor(Advice advice) {
		return ordered(Ordered.LOWEST_PRECEDENCE, advice);
	}

	private static Advisor ordered(int order, Advice advice) {
		DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(advice);
		advisor.setOrder(order);
		return advisor;
	}

	static class Background {

		@Async
		@DistributedLock("job")
		public void run() {
			throw new IllegalStateException("entered");
		}

		@Async
		@DistributedLock(name = "job", whenHeld = WhenHeld.THROW)
		public void loud() {
			throw new IllegalStateException("entered");
		}

		@Async
		@DistributedLock("job")
		public CompletableFuture<String> future() {
			throw new IllegalStateException("entered");
		}

	}

}
