package io.octostore.spring.lock;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.octostore.HolderInfo;
import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.LockInterruptedException;
import io.octostore.LocksClosedException;
import io.octostore.OctoStoreValidationException;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OnLost;
import io.octostore.lock.SessionProfile;
import io.octostore.lock.WhenHeld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls of annotated methods.
 */
class DistributedLockTests {

	private static final LockHeldException HELD = new LockHeldException("a",
			HolderInfo.unknown()
				.withHolder("3f9c")
				.withExpiresAt(Instant.parse("2026-03-01T10:00:00Z"))
				.withMetadata("billing@host-1"));

	@Nested
	class WhenFree {

		@Test
		void runsTheBodyUnderTheLockAndReturnsItsResult() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				assertThat(context.bean(Jobs.class).text("x")).isEqualTo("x");
				assertThat(context.locks.journal).containsExactly("lock text", "body", "unlock text");
			}
		}

		@Test
		void leavesOtherMethodsAlone() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				context.bean(Jobs.class).unlocked();
				assertThat(context.locks.journal).containsExactly("body");
			}
		}

		@Test
		void doesNotLockACallOnThis() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				context.bean(Jobs.class).callsItself();
				assertThat(context.locks.journal).containsExactly("body");
			}
		}

		@Test
		void locksMethodsThatAreNotPublic() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				context.bean(Jobs.class).packagePrivate();
				context.bean(Jobs.class).protectedMethod();
				assertThat(context.locks.journal).containsExactly("lock package", "body", "unlock package",
						"lock protected", "body", "unlock protected");
			}
		}

		@Test
		void passesOnWhatTheBodyThrows() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				assertThatExceptionOfType(IOException.class).isThrownBy(() -> context.bean(Jobs.class).failing())
					.withMessage("from the body")
					.withNoCause();
				assertThat(context.locks.journal).containsExactly("lock failing", "body", "unlock failing");
			}
		}

		@Test
		void doesNotTakeAnExceptionOfTheBodyForASkip() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				assertThatExceptionOfType(LockHeldException.class)
					.isThrownBy(() -> context.bean(Jobs.class).throwing(HELD))
					.isSameAs(HELD);
				LocksClosedException closed = new LocksClosedException("inner");
				assertThatExceptionOfType(LocksClosedException.class)
					.isThrownBy(() -> context.bean(Jobs.class).throwing(closed))
					.isSameAs(closed);
			}
		}

		@Test
		void doesNotTakeAnExceptionOfAScheduledBodyForAShutdown() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				assertThatExceptionOfType(LocksClosedException.class)
					.isThrownBy(() -> context.bean(Jobs.class).scheduledThatUsesClosedLocks())
					.withMessageContaining("inner");
			}
		}

		@Test
		void passesOnAnInterruptOfTheBody() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				assertThatExceptionOfType(InterruptedException.class)
					.isThrownBy(() -> context.bean(Jobs.class).interruptedInside())
					.withMessage("from the body");
			}
		}

	}

	@Nested
	class WhenNotAvailable {

		@Test
		void throwsByDefault() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				context.locks.failures.put("text", HELD);
				assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> context.bean(Jobs.class).text("x"))
					.isSameAs(HELD);
				assertThat(context.locks.journal).isEmpty();
			}
		}

		@Test
		void skipsScheduledMethods() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				context.locks.failures.put("scheduled", HELD);
				context.locks.failures.put("twice", HELD);
				context.locks.failures.put("hourly", HELD);
				context.bean(Jobs.class).scheduled();
				context.bean(Jobs.class).scheduledTwice();
				context.bean(Jobs.class).hourly();
				assertThat(context.locks.journal).isEmpty();
			}
		}

		@Test
		void throwsFromAScheduledMethodThatAsksForIt() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				context.locks.failures.put("loud", HELD);
				assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> context.bean(Jobs.class).loud());
			}
		}

		@Test
		void skipReturnsAnEmptyValue() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				context.locks.failures.put("skip", HELD);
				Jobs jobs = context.bean(Jobs.class);
				assertThat(jobs.skippedText()).isNull();
				assertThat(jobs.skippedOptional()).isEmpty();
				assertThat(jobs.skippedInt()).isEmpty();
				assertThat(jobs.skippedLong()).isEmpty();
				assertThat(jobs.skippedDouble()).isEmpty();
				assertThat(context.locks.journal).isEmpty();
			}
		}

		@Test
		void skipsAfterWaitingInVainAndInTheCoolingPeriod() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				context.locks.failures.put("skip",
						new LockAcquireTimeoutException("skip", Duration.ofSeconds(2), HELD));
				assertThat(context.bean(Jobs.class).skippedText()).isNull();
				context.locks.failures.put("skip",
						new LockHeldException("skip", HolderInfo.coolingUntil(Instant.EPOCH)));
				assertThat(context.bean(Jobs.class).skippedText()).isNull();
			}
		}

		@Test
		void neverTakesAnErrorForHeld() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				context.locks.failures.put("scheduled", new OctoStoreValidationException("broken"));
				assertThatExceptionOfType(OctoStoreValidationException.class)
					.isThrownBy(() -> context.bean(Jobs.class).scheduled())
					.withMessage("broken");
			}
		}

		@Test
		void skipsScheduledMethodsWhileShuttingDown() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				context.locks.failures.put("scheduled", new LocksClosedException("scheduled"));
				context.locks.failures.put("loud", new LocksClosedException("loud"));
				context.bean(Jobs.class).scheduled();
				context.bean(Jobs.class).loud();
				assertThat(context.locks.journal).isEmpty();
			}
		}

		@Test
		void throwsFromOtherMethodsWhileShuttingDown() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				context.locks.failures.put("skip", new LocksClosedException("skip"));
				assertThatExceptionOfType(LocksClosedException.class)
					.isThrownBy(() -> context.bean(Jobs.class).skippedText());
			}
		}

		@Test
		void throwsWhileShuttingDownWhereASkipHasNothingToReturn() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				context.locks.failures.put("number", new LocksClosedException("number"));
				assertThatExceptionOfType(LocksClosedException.class)
					.isThrownBy(() -> context.bean(Jobs.class).scheduledNumber());
			}
		}

		@Test
		void rethrowsAnInterruptThatTheMethodDeclares() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				InterruptedException interrupt = new InterruptedException();
				context.locks.failures.put("interruptible", interrupt);
				assertThatExceptionOfType(InterruptedException.class)
					.isThrownBy(() -> context.bean(Jobs.class).interruptedInside())
					.isSameAs(interrupt);
				assertThat(Thread.interrupted()).isFalse();
			}
		}

		@Test
		void turnsAnInterruptThatTheMethodDoesNotDeclareIntoAnUncheckedException() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				InterruptedException interrupt = new InterruptedException();
				context.locks.failures.put("text", interrupt);
				assertThatExceptionOfType(LockInterruptedException.class)
					.isThrownBy(() -> context.bean(Jobs.class).text("x"))
					.withCause(interrupt)
					.withMessageContaining("'text'");
				assertThat(Thread.interrupted()).isTrue();
			}
		}

	}

	@Nested
	class Options {

		@Test
		void leavesDefaultsToTheLocks() {
			try (LockContext context = LockContext.of(Jobs.class)) {
				context.bean(Jobs.class).text("x");
				LockOptions options = context.locks.options.get("text");
				assertThat(options.ttl()).isEmpty();
				assertThat(options.onLost()).isEmpty();
				assertThat(options.label()).contains("text");
			}
		}

		@Test
		void comeFromTheAnnotation() {
			try (LockContext context = LockContext.of(Configured.class)) {
				context.bean(Configured.class).run("4711");
				LockOptions options = context.locks.options.get("orders.4711");
				assertThat(options.ttl()).contains(Duration.ofMinutes(2));
				assertThat(options.waitFor()).contains(Duration.ofMillis(1500));
				assertThat(options.onLost()).contains(OnLost.NOTIFY);
				assertThat(options.label()).contains("orders");
			}
		}

		@Test
		void resolvePlaceholders() {
			try (LockContext context = LockContext.with(Map.of("ttl", "PT30S", "wait", "0s", "name", "resolved"),
					Placeholders.class)) {
				context.bean(Placeholders.class).run();
				LockOptions options = context.locks.options.get("resolved");
				assertThat(options.ttl()).contains(Duration.ofSeconds(30));
				assertThat(options.waitFor()).contains(Duration.ZERO);
				assertThat(options.label()).contains("resolved");
			}
		}

		@Test
		void waitAsConfiguredForAllUnlessTheySayIt() {
			try (LockContext context = LockContext.with(
					LockAnnotationSettings.defaults().withDefaults(LockOptions.ofWaitFor(Duration.ofSeconds(3))),
					Jobs.class, Configured.class)) {
				context.bean(Jobs.class).text("x");
				context.bean(Configured.class).run("4711");
				assertThat(context.locks.options.get("text").waitFor()).contains(Duration.ofSeconds(3));
				assertThat(context.locks.options.get("orders.4711").waitFor()).contains(Duration.ofMillis(1500));
			}
		}

		@Test
		void areOverriddenByADefinitionOfTheLock() {
			LockDefinition definition = LockDefinition.empty()
				.withWhenHeld(WhenHeld.SKIP)
				.withOptions(LockOptions.ofTtl(Duration.ofSeconds(90))
					.withWaitFor(Duration.ofSeconds(7))
					.withOnLost(OnLost.INTERRUPT)
					.withProfile(SessionProfile.FAST)
					.withDedicatedSession(true)
					.withHandOver(true)
					.withMaxHold(Duration.ofHours(2)));
			try (LockContext context = LockContext.with(
					LockAnnotationSettings.defaults()
						.withDefinitions((name) -> name.equals("orders") ? definition : LockDefinition.empty()),
					Configured.class)) {
				context.bean(Configured.class).run("1");
				LockOptions options = context.locks.options.get("orders.1");
				assertThat(options.ttl()).contains(Duration.ofSeconds(90));
				assertThat(options.waitFor()).contains(Duration.ofSeconds(7));
				assertThat(options.onLost()).contains(OnLost.INTERRUPT);
				assertThat(options.profile()).contains(SessionProfile.FAST);
				assertThat(options.dedicatedSession()).contains(true);
				assertThat(options.handOver()).contains(true);
				assertThat(options.maxHold()).contains(Duration.ofHours(2));
				context.locks.failures.put("orders.2", HELD);
				context.bean(Configured.class).run("2");
				assertThat(context.locks.journal).containsExactly("lock orders.1", "unlock orders.1");
			}
		}

		@Test
		@ExtendWith(OutputCaptureExtension.class)
		void canSwitchOneLockOff(CapturedOutput output) {
			LockDefinition off = LockDefinition.empty().withEnabled(false);
			try (LockContext context = LockContext.with(
					LockAnnotationSettings.defaults()
						.withDefinitions((name) -> name.equals("orders") ? off : LockDefinition.empty()),
					Configured.class, Jobs.class)) {
				context.bean(Configured.class).run("1");
				assertThat(context.locks.journal).isEmpty();
				context.bean(Jobs.class).text("x");
				assertThat(context.locks.journal).containsExactly("lock text", "body", "unlock text");
			}
			assertThat(output).containsOnlyOnce("Configured.run() runs WITHOUT its lock 'orders'");
		}

	}

	@Nested
	class Keys {

		@Test
		void seeArgumentsByNameAndPosition() {
			assertKey("byName", "x.40y", "x@y");
			assertKey("byPosition", "x-1", "x");
		}

		@Test
		void seeTheMethodAndTheTarget() {
			assertKey("ofRoot", "ofRoot-Keyed-1", "x");
			assertKey("ofTarget", "target-x", "x");
			assertKey("ofMethod", "ofMethod-Keyed", "x");
		}

		@Test
		void seeBeans() {
			assertKey("ofBean", "tenant-7", "x");
		}

		@Test
		void mayHaveSeveralParts() {
			assertKey("ofParts", "x.-1", "x");
		}

		@Test
		void areRefusedWhenTheyNameNothing() {
			try (LockContext context = LockContext.of(Keyed.class, Tenants.class)) {
				Keyed keyed = context.bean(Keyed.class);
				assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> keyed.byName(null))
					.withMessageContaining("is null")
					.withMessageContaining("key '#customer' of lock 'key' of")
					.withMessageContaining("Keyed.byName");
				assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> keyed.byName(" "))
					.withMessageContaining("is blank");
				assertThat(context.locks.journal).isEmpty();
			}
		}

		@Test
		void areHashedWhenTheNameLeavesTooLittleRoom() {
			try (LockContext context = LockContext
				.with(LockAnnotationSettings.defaults().withNamePrefix("p".repeat(20)), Keyed.class, Tenants.class)) {
				context.bean(Keyed.class).byName("c".repeat(39));
				context.bean(Keyed.class).byName("c".repeat(40));
				assertThat(context.locks.options.keySet()).hasSize(2)
					.contains("key." + "c".repeat(39))
					.anyMatch((name) -> name.startsWith("key..h"));
			}
		}

		private void assertKey(String method, String expected, String argument) {
			try (LockContext context = LockContext.of(Keyed.class, Tenants.class)) {
				Keyed keyed = context.bean(Keyed.class);
				try {
					Keyed.class.getDeclaredMethod(method, String.class).invoke(keyed, argument);
				}
				catch (ReflectiveOperationException ex) {
					throw new AssertionError(ex);
				}
				assertThat(context.locks.journal).containsExactly("lock key." + expected, "unlock key." + expected);
			}
		}

	}

	@Test
	void lockNamesAreKnownOnceBeansExist() {
		FakeLocks locks = new FakeLocks();
		DistributedLockPostProcessor processor = new DistributedLockPostProcessor(() -> locks);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(processor::getLockNames);
		try (LockContext context = LockContext.of(Keyed.class, Tenants.class, Configured.class)) {
			assertThat(context.bean(DistributedLockPostProcessor.class).getLockNames()).containsExactly("key",
					"orders");
		}
	}

	@Component
	static class Jobs {

		private final FakeLocks locks;

		Jobs(FakeLocks locks) {
			this.locks = locks;
		}

		@DistributedLock("text")
		public String text(String text) {
			unlocked();
			return text;
		}

		public void unlocked() {
			this.locks.journal.add("body");
		}

		public void callsItself() {
			text("x");
		}

		@DistributedLock("package")
		void packagePrivate() {
			unlocked();
		}

		@DistributedLock("protected")
		protected void protectedMethod() {
			unlocked();
		}

		@DistributedLock(name = "failing", whenHeld = WhenHeld.SKIP)
		public void failing() throws IOException {
			unlocked();
			throw new IOException("from the body");
		}

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("scheduled-with-closed")
		public void scheduledThatUsesClosedLocks() {
			throw new LocksClosedException("inner");
		}

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("throwing")
		public void throwing() {
		}

		@DistributedLock(name = "throwing", whenHeld = WhenHeld.SKIP)
		public void throwing(RuntimeException exception) {
			throw exception;
		}

		@DistributedLock("interruptible")
		public void interruptedInside() throws InterruptedException {
			throw new InterruptedException("from the body");
		}

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("scheduled")
		public void scheduled() {
			unlocked();
		}

		@Scheduled(fixedDelay = 1000)
		@Scheduled(cron = "0 0 2 * * *")
		@DistributedLock("twice")
		public void scheduledTwice() {
			unlocked();
		}

		@Hourly
		@DistributedLock("hourly")
		public void hourly() {
			unlocked();
		}

		@Scheduled(fixedDelay = 1000)
		@DistributedLock(name = "loud", whenHeld = WhenHeld.THROW)
		public void loud() {
			unlocked();
		}

		@Scheduled(fixedDelay = 1000)
		@DistributedLock(name = "number", whenHeld = WhenHeld.THROW)
		public int scheduledNumber() {
			return 1;
		}

		@DistributedLock(name = "skip", whenHeld = WhenHeld.SKIP)
		public @Nullable String skippedText() {
			return "ran";
		}

		@DistributedLock(name = "skip", whenHeld = WhenHeld.SKIP)
		public Optional<String> skippedOptional() {
			return Optional.of("ran");
		}

		@DistributedLock(name = "skip", whenHeld = WhenHeld.SKIP)
		public OptionalInt skippedInt() {
			return OptionalInt.of(1);
		}

		@DistributedLock(name = "skip", whenHeld = WhenHeld.SKIP)
		public OptionalLong skippedLong() {
			return OptionalLong.of(1);
		}

		@DistributedLock(name = "skip", whenHeld = WhenHeld.SKIP)
		public OptionalDouble skippedDouble() {
			return OptionalDouble.of(1);
		}

	}

	@Scheduled(fixedRate = 3_600_000)
	@Retention(RetentionPolicy.RUNTIME)
	@interface Hourly {

	}

	@Component
	static class Configured {

		@DistributedLock(name = "orders", key = "#id", ttl = "2m", waitFor = "1500ms", onLost = OnLost.NOTIFY)
		public void run(String id) {
		}

	}

	@Component
	static class Placeholders {

		@DistributedLock(name = "${name}", ttl = "${ttl}", waitFor = "${wait}")
		public void run() {
		}

	}

	@Component("tenants")
	static class Tenants {

		public int current() {
			return 7;
		}

	}

	@Component
	static class Keyed {

		@DistributedLock(name = "key", key = "#customer")
		public void byName(@Nullable String customer) {
		}

		@DistributedLock(name = "key", key = "#p0 + '-' + #a0.length()")
		public void byPosition(String customer) {
		}

		@DistributedLock(name = "key",
				key = "#root.methodName + '-' + #root.targetClass.simpleName + '-' + #root.args.length")
		public void ofRoot(String customer) {
		}

		@DistributedLock(name = "key", key = "#root.target.describe(#customer)")
		public void ofTarget(String customer) {
		}

		@DistributedLock(name = "key", key = "#root.method.name + '-' + #root.method.declaringClass.simpleName")
		public void ofMethod(String customer) {
		}

		@DistributedLock(name = "key", key = "'tenant-' + @tenants.current()")
		public void ofBean(String customer) {
		}

		@DistributedLock(name = "key", key = "{#customer, #customer.length()}")
		public void ofParts(String customer) {
		}

		public String describe(String customer) {
			return "target-" + customer;
		}

	}

}
