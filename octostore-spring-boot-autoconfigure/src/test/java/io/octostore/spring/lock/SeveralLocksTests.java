package io.octostore.spring.lock;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import reactor.core.publisher.Mono;

import io.octostore.LockHeldException;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.DistributedLocks;
import io.octostore.lock.HeldLock;
import io.octostore.lock.WhenHeld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A method runs under all locks that it names.
 */
class SeveralLocksTests {

	@Test
	void areAcquiredInTheOrderOfTheirNames() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			context.bean(Jobs.class).both("7");
			assertThat(context.locks.journal).containsExactly("lock a.7", "lock b", "unlock b", "unlock a.7");
		}
	}

	@Test
	void areTheSameInAContainer() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			context.bean(Jobs.class).contained();
			assertThat(context.locks.journal).containsExactly("lock a", "lock b", "unlock b", "unlock a");
		}
	}

	@Test
	void canComeFromOtherAnnotations() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			context.bean(Jobs.class).composed();
			assertThat(context.locks.journal).containsExactly("lock a", "lock b", "unlock b", "unlock a");
		}
	}

	@Test
	void areAcquiredByPublishers() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			assertThat(context.bean(Jobs.class).mono().block()).isEqualTo("a");
			assertThat(context.locks.journal).containsExactly("lock a", "lock b", "unlock b", "unlock a");
		}
	}

	@Test
	void areNotMixedWithThoseOfTheClass() {
		try (LockContext context = LockContext.of(UnderClassLock.class)) {
			context.bean(UnderClassLock.class).own();
			context.bean(UnderClassLock.class).inherited();
			assertThat(context.locks.journal).containsExactly("lock own", "unlock own", "lock class-a", "lock class-b",
					"unlock class-b", "unlock class-a");
		}
	}

	@Test
	void areReleasedWhenOneIsHeld() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			context.locks.failures.put("b", new LockHeldException("b"));
			assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> context.bean(Jobs.class).both("7"));
			assertThat(context.locks.journal).containsExactly("lock a.7", "unlock a.7");
		}
	}

	@Test
	void leaveACallOutIfTheHeldOneSaysSo() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			context.locks.failures.put("b", new LockHeldException("b"));
			assertThat(context.bean(Jobs.class).oneSkips()).isNull();
			assertThat(context.bean(Jobs.class).monoThatSkips().block()).isNull();
			context.locks.failures.remove("b");
			context.locks.failures.put("a", new LockHeldException("a"));
			assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> context.bean(Jobs.class).oneSkips());
			assertThatExceptionOfType(LockHeldException.class)
				.isThrownBy(() -> context.bean(Jobs.class).monoThatSkips().block());
		}
	}

	@Test
	void passOnTheSameExceptionFromTheBody() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> context.bean(Jobs.class).failing())
				.satisfies((ex) -> assertThat(ex.lockName()).isEqualTo("other"));
		}
	}

	@Test
	void areAllKnownByTheirNames() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			assertThat(context.bean(DistributedLockPostProcessor.class).getLockNames()).containsExactly("a", "b");
			assertThat(context.bean(DistributedLockPostProcessor.class).getLockedMethods())
				.contains(new LockedMethod(Jobs.class.getName() + ".both", "a", true, false))
				.contains(new LockedMethod(Jobs.class.getName() + ".both", "b", false, false));
		}
	}

	@Test
	void hasPermits() {
		try (LockContext context = LockContext.of(Permitted.class)) {
			context.bean(Permitted.class).run("x".repeat(80));
			assertThat(context.locks.options.values()).singleElement()
				.satisfies((options) -> assertThat(options.permits()).contains(20));
			assertThat(context.locks.options.keySet()).singleElement()
				.satisfies((name) -> assertThat(name + "..p20").hasSizeLessThanOrEqualTo(64));
		}
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> LockContext.of(BadPermits.class))
			.havingRootCause()
			.withMessageContaining("permits must be 1 to 100, but is 0");
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> LockContext.of(BadPermits.class))
			.withMessageContaining("has a value of permits that is out of range");
	}

	@Test
	void isPutInForAParameter() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			assertThat(context.bean(Jobs.class).token("x", null)).isOne();
			assertThat(context.bean(Jobs.class).tokenOfMono(null).block()).isEqualTo(2);
			HeldLock own = context.locks.lock("own");
			assertThat(context.bean(Jobs.class).token("x", own)).isEqualTo(own.fencingToken());
		}
	}

	@Retention(RetentionPolicy.RUNTIME)
	@DistributedLock("a")
	@DistributedLock("b")
	@interface AllLocks {

	}

	static class Jobs {

		@DistributedLock("b")
		@DistributedLock(name = "a", key = "#p0")
		public void both(String key) {
		}

		@DistributedLocks({ @DistributedLock("b"), @DistributedLock("a") })
		public void contained() {
		}

		@AllLocks
		public void composed() {
		}

		@DistributedLock("a")
		@DistributedLock("b")
		public Mono<String> mono() {
			return Mono.just("a");
		}

		@DistributedLock("a")
		@DistributedLock(name = "b", whenHeld = WhenHeld.SKIP)
		public String oneSkips() {
			return "ran";
		}

		@DistributedLock("a")
		@DistributedLock(name = "b", whenHeld = WhenHeld.SKIP)
		public Mono<String> monoThatSkips() {
			return Mono.just("ran");
		}

		@DistributedLock("a")
		@DistributedLock(name = "b", whenHeld = WhenHeld.SKIP)
		public String failing() {
			throw new LockHeldException("other");
		}

		@DistributedLock("a")
		public long token(String text, HeldLock lock) {
			return lock.fencingToken();
		}

		@DistributedLock("a")
		public Mono<Long> tokenOfMono(HeldLock lock) {
			return Mono.just(lock.fencingToken());
		}

	}

	@DistributedLock("class-a")
	@DistributedLock("class-b")
	static class UnderClassLock {

		@DistributedLock("own")
		public void own() {
		}

		public void inherited() {
		}

	}

	static class Permitted {

		@DistributedLock(name = "job", key = "#p0", permits = 20)
		public void run(String key) {
		}

	}

	static class BadPermits {

		@DistributedLock(name = "job", permits = 0)
		public void run() {
		}

	}

}
