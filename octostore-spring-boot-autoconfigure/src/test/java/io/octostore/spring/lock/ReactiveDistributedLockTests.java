package io.octostore.spring.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.scheduling.annotation.Scheduled;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.LocksClosedException;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.WhenHeld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Annotated methods that return publishers.
 */
class ReactiveDistributedLockTests {

	private static final LockHeldException HELD = new LockHeldException("a");

	@Test
	void runUnderTheLockWhenSubscribedTo() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			Mono<String> mono = context.bean(Jobs.class).mono();
			assertThat(context.locks.journal).isEmpty();
			assertThat(mono.block()).isEqualTo("one");
			assertThat(context.locks.journal).containsExactly("lock mono", "called", "subscribed", "unlock mono");
			assertThat(context.locks.options.get("mono").label()).contains("mono");
		}
	}

	@Test
	void runAnewForEachSubscription() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			Flux<String> flux = context.bean(Jobs.class).flux("two");
			assertThat(flux.collectList().block()).containsExactly("one", "two");
			assertThat(flux.collectList().block()).containsExactly("one", "two");
			assertThat(context.locks.journal).containsExactly("lock flux.two", "called", "unlock flux.two",
					"lock flux.two", "called", "unlock flux.two");
		}
	}

	@Test
	void runInnerAdviceForEachSubscription() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			AtomicInteger calls = new AtomicInteger();
			Jobs jobs = new Jobs(context.locks);
			ProxyFactory inner = new ProxyFactory(jobs);
			LockMethods methods = new LockMethods(
					new LockMethodFactory(LockAnnotationSettings::defaults, (text) -> text, null));
			inner.addAdvice(new DistributedLockInterceptor(methods, () -> context.locks,
					LockAnnotationSettings::defaults,
					new OverdueCalls(LockAnnotationSettings::defaults, Schedulers::immediate), System::nanoTime));
			inner.addAdvice((MethodInterceptor) (invocation) -> {
				calls.incrementAndGet();
				return invocation.proceed();
			});
			Mono<String> mono = ((Jobs) inner.getProxy()).mono();
			mono.block();
			mono.block();
			assertThat(calls).hasValue(2);
		}
	}

	@Test
	void takePublishersOfAnyKind() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			assertThat(Flux.from(context.bean(Jobs.class).publisher()).collectList().block()).containsExactly("one");
			assertThat(context.locks.journal).containsExactly("lock publisher", "called", "unlock publisher");
		}
	}

	@Test
	void failByDefaultWhenTheLockIsHeld() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			context.locks.failures.put("mono", HELD);
			assertThatExceptionOfType(LockHeldException.class)
				.isThrownBy(() -> context.bean(Jobs.class).mono().block());
			assertThat(context.locks.journal).isEmpty();
		}
	}

	@Test
	void completeEmptyWhenSkipped() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			for (Exception reason : List.of(HELD, new LockAcquireTimeoutException("a", Duration.ofSeconds(1), null))) {
				context.locks.failures.put("skipping", reason);
				context.locks.failures.put("scheduled", reason);
				assertThat(context.bean(Jobs.class).skipping().collectList().block()).isEmpty();
				assertThat(context.bean(Jobs.class).scheduled().blockOptional()).isEmpty();
			}
			assertThat(context.locks.journal).isEmpty();
		}
	}

	@Test
	void completeEmptyWhenScheduledAndTheLocksAreClosed() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			context.locks.failures.put("scheduled", new LocksClosedException("scheduled"));
			context.locks.failures.put("skipping", new LocksClosedException("skipping"));
			assertThat(context.bean(Jobs.class).scheduled().blockOptional()).isEmpty();
			assertThatExceptionOfType(LocksClosedException.class)
				.isThrownBy(() -> context.bean(Jobs.class).skipping().blockLast());
		}
	}

	@Test
	void doNotTakeAFailureOfTheBodyForASkip() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			assertThatExceptionOfType(LockHeldException.class)
				.isThrownBy(() -> context.bean(Jobs.class).throwing().block())
				.isSameAs(HELD);
			assertThatExceptionOfType(LockHeldException.class)
				.isThrownBy(() -> context.bean(Jobs.class).failing().block())
				.isSameAs(HELD);
			assertThat(context.locks.journal).containsExactly("lock throwing", "called", "unlock throwing",
					"lock failing", "called", "unlock failing");
		}
	}

	static class Jobs {

		private final FakeLocks locks;

		Jobs(FakeLocks locks) {
			this.locks = locks;
		}

		private void called() {
			this.locks.journal.add("called");
		}

		@DistributedLock("mono")
		public Mono<String> mono() {
			called();
			return Mono.just("one").doOnSubscribe((subscription) -> this.locks.journal.add("subscribed"));
		}

		@DistributedLock(name = "flux", key = "#last")
		public Flux<String> flux(String last) {
			called();
			return Flux.just("one", last);
		}

		@DistributedLock("publisher")
		public Publisher<String> publisher() {
			called();
			return Mono.just("one");
		}

		@DistributedLock(name = "skipping", whenHeld = WhenHeld.SKIP)
		public Flux<String> skipping() {
			called();
			return Flux.just("one");
		}

		@Scheduled(fixedDelay = 1, initialDelay = 1_000_000_000)
		@DistributedLock("scheduled")
		public Mono<Void> scheduled() {
			called();
			return Mono.empty();
		}

		@DistributedLock(name = "throwing", whenHeld = WhenHeld.SKIP)
		public Mono<String> throwing() {
			called();
			throw HELD;
		}

		@DistributedLock(name = "failing", whenHeld = WhenHeld.SKIP)
		public Mono<String> failing() {
			called();
			return Mono.error(HELD);
		}

	}

}
