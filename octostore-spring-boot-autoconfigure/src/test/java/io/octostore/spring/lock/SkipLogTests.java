package io.octostore.spring.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.scheduling.annotation.Scheduled;
import reactor.core.publisher.Mono;

import io.octostore.HolderInfo;
import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.LocksClosedException;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.WhenHeld;
import io.octostore.testsupport.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;

class SkipLogTests {

	private static final Instant END = Instant.parse("2026-03-01T10:00:00.123456Z");

	private final CapturedLog log = new CapturedLog(DistributedLock.class.getName(), Level.DEBUG);

	private final LockContext context = LockContext.of(Job.class);

	@AfterEach
	void stop() {
		this.context.close();
		this.log.close();
	}

	@Test
	void saysWhoHasTheLockUntilWhenAndWhatHappensNext() {
		skip(held("3f9c", "billing@host-1:7"));
		assertThat(this.log.events()).singleElement().satisfies((event) -> {
			assertThat(event.getLevel()).isEqualTo(Level.INFO);
			assertThat(event.getFormattedMessage()).isEqualTo("Skipped Job.scheduled: lock 'scheduled' is held by "
					+ "billing@host-1:7 (holder 3f9c) until 2026-03-01T10:00:00Z unless renewed; its next scheduled run tries again. "
					+ "Further skips are logged at DEBUG, and summed up every 10 minutes");
		});
	}

	@Test
	@Tag("field-fault-D2")
	void isQuietWhoeverHasTheLock() {
		for (int run = 0; run < 300; run++) {
			skip(held(String.valueOf(run % 3), "a"));
			pass(Duration.ofSeconds(1));
		}
		assertThat(this.log.levels()).filteredOn((level) -> level != Level.DEBUG).containsExactly(Level.INFO);
	}

	@Test
	@Tag("field-fault-D2")
	void sumsSkipsUpEveryTenMinutes() {
		skip(held("1", "a"));
		for (int run = 0; run < 4; run++) {
			pass(Duration.ofMinutes(5));
			skip(held("2", "b"));
		}
		assertThat(this.log.levels()).containsExactly(Level.INFO, Level.DEBUG, Level.INFO, Level.DEBUG, Level.INFO);
		assertThat(this.log.messages().get(2))
			.startsWith("Skipped Job.scheduled 2 times in the last 10 minutes, most recently because lock "
					+ "'scheduled' is held by b (holder 2) until ");
	}

	@Test
	@Tag("field-fault-D2")
	void isLoudWhenTheSameHolderHasTheLockForVeryLong() {
		for (int run = 0; run < 130; run++) {
			skip(held("1", "billing@host-1:7"));
			pass(Duration.ofMinutes(1));
		}
		assertThat(this.log.events()).filteredOn((event) -> event.getLevel() == Level.WARN)
			.hasSize(2)
			.first()
			.extracting(ILoggingEvent::getFormattedMessage, InstanceOfAssertFactories.STRING)
			.startsWith(
					"Job.scheduled has been skipped for 60 minutes, each time because billing@host-1:7 (holder 1) has "
							+ "lock 'scheduled': ");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@Tag("field-fault-D2")
	void isNotLoudWhenTheJobRuns(boolean here) {
		for (int run = 0; run < 130; run++) {
			skip(held(here ? "1" : String.valueOf(run / 30), "a"));
			if (here && run % 30 == 0) {
				this.context.locks.failures.clear();
				this.context.bean(Job.class).scheduled();
			}
			pass(Duration.ofMinutes(1));
		}
		assertThat(this.log.levels()).doesNotContain(Level.WARN);
	}

	@Test
	void remembersHoldersOfManyKeysButNotOfAll() {
		skipKey(0);
		for (int key = 1; key < 512; key++) {
			skipKey(key);
		}
		this.log.clear();
		skipKey(0);
		assertThat(this.log.levels()).containsExactly(Level.DEBUG);
		skipKey(512);
		this.log.clear();
		skipKey(1);
		assertThat(this.log.levels()).containsExactly(Level.INFO);
	}

	@Test
	void saysWhatIsKnownOfAnUnknownHolder() {
		skip(new LockHeldException("scheduled"));
		assertThat(this.log.messages()).singleElement()
			.asString()
			.contains("is held by another caller in this application instance unless renewed");
	}

	@Test
	void saysHowLongAgoAJobRanWhoseLockIsHeldBack() {
		this.context.locks.failures.put("held",
				new LockHeldException("held",
						HolderInfo.unknown()
							.withHolder("3f9c")
							.withMetadata("billing@host-1:7")
							.withRetryAfter(Duration.ofMillis(9_600))));
		this.context.bean(Job.class).held();
		assertThat(this.log.messages()).singleElement()
			.asString()
			.startsWith("Skipped Job.held: it ran 0.4 s ago on billing@host-1:7 (holder 3f9c), which holds lock 'held' "
					+ "for another 9.6 s; its next run is due at 2")
			.contains("-01-01T00:00");
	}

	@Test
	void saysThatAJobHasJustRun() {
		this.context.locks.failures.put("held", LockHeldException.heldBack("held", Duration.ofSeconds(10)));
		this.context.bean(Job.class).held();
		assertThat(this.log.messages()).singleElement()
			.asString()
			.contains("it ran 0.0 s ago on this application instance");
	}

	@Test
	void namesAHolderThatSaysNothingByItsId() {
		skip(held("3f9c", " "));
		assertThat(this.log.messages()).singleElement().asString().contains("lock 'scheduled' is held by 3f9c until");
	}

	@Test
	void saysWhyAPublisherIsSkipped() {
		this.context.locks.failures.put("reactive", held("1", "a"));
		assertThat(this.context.bean(Job.class).reactive().blockOptional()).isEmpty();
		assertThat(this.log.messages()).singleElement()
			.asString()
			.startsWith("Skipped Job.reactive: lock 'reactive' is held by a");
		this.context.locks.failures.put("reactive", new LocksClosedException("reactive"));
		assertThat(this.context.bean(Job.class).reactive().blockOptional()).isEmpty();
		assertThat(this.log.levels()).containsExactly(Level.INFO, Level.DEBUG);
		assertThat(this.log.messages()).last().asString().contains("shutting down");
	}

	@Test
	void saysThatAJobRanOnThisInstance() {
		this.context.locks.failures.put("held", LockHeldException.heldBack("held", Duration.ofSeconds(7)));
		this.context.bean(Job.class).held();
		assertThat(this.log.messages()).singleElement()
			.asString()
			.contains("it ran 3.0 s ago on this application instance, which holds lock 'held' for another 7.0 s");
	}

	@Test
	void saysThatAJobRunsWhoseLockHasMoreTimeLeftThanItsHold() {
		this.context.locks.failures.put("held",
				new LockHeldException("held", HolderInfo.unknown().withRetryAfter(Duration.ofSeconds(11))));
		this.context.bean(Job.class).held();
		assertThat(this.log.messages()).singleElement().asString().contains("lock 'held' is held by");
	}

	@Test
	void saysThatALockIsInItsCoolingPeriod() {
		skip(new LockHeldException("scheduled", HolderInfo.coolingUntil(END)));
		assertThat(this.log.messages()).singleElement()
			.asString()
			.contains("lock 'scheduled' is in its cooling period until 2026-03-01T10:00:00Z;");
	}

	@Test
	void saysWhoHadTheLockWhileACallWaited() {
		skip(new LockAcquireTimeoutException("scheduled", Duration.ofSeconds(2), held("1", "a")));
		skip(new LockAcquireTimeoutException("scheduled", Duration.ofSeconds(2), null));
		assertThat(this.log.messages()).hasSize(2);
		assertThat(this.log.messages().get(0)).contains("held by a (holder 1)");
		assertThat(this.log.messages().get(1)).contains("did not become available within 2000 ms");
	}

	@Test
	void saysThatACallReturnedNothing() {
		this.context.locks.failures.put("key.1", held("1", "a"));
		this.context.bean(Job.class).keyed(1);
		assertThat(this.log.messages()).singleElement().asString().contains("; the call returned an empty result.");
	}

	@Test
	void keepsMetadataOfOthersFromForgingLines() {
		skip(held("1", "line\nbreak" + "x".repeat(500)));
		assertThat(this.log.messages()).singleElement().asString().contains("held by line?breakx").hasSizeLessThan(400);
	}

	@Test
	void isQuietDuringShutdown() {
		this.context.locks.failures.put("scheduled", new LocksClosedException("scheduled"));
		this.context.bean(Job.class).scheduled();
		assertThat(this.log.levels()).containsExactly(Level.DEBUG);
		assertThat(this.log.messages()).singleElement().asString().contains("shutting down");
	}

	@Test
	void isQuietWhileTheApplicationRefusesWork() {
		try (LockContext refusing = LockContext.with(LockAnnotationSettings.defaults().withAcceptsWork(() -> false),
				Job.class)) {
			assertThat(refusing.bean(Job.class).optional()).isEmpty();
			assertThat(refusing.bean(Job.class).keyed(1)).as("is not scheduled").isEqualTo("ran");
			assertThat(refusing.locks.journal).containsExactly("lock key.1", "unlock key.1");
		}
		assertThat(this.log.levels()).containsExactly(Level.DEBUG);
		assertThat(this.log.messages()).singleElement().asString().contains("the application refuses traffic");
	}

	private void pass(Duration time) {
		this.context.advance(time);
	}

	private void skip(RuntimeException reason) {
		this.context.locks.failures.put("scheduled", reason);
		this.context.bean(Job.class).scheduled();
	}

	private void skipKey(int key) {
		this.context.locks.failures.put("key." + key, held("1", "a"));
		this.context.bean(Job.class).keyed(key);
	}

	private static LockHeldException held(String holder, String metadata) {
		return new LockHeldException("scheduled",
				HolderInfo.unknown().withHolder(holder).withExpiresAt(END).withMetadata(metadata));
	}

	static class Job {

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("scheduled")
		public void scheduled() {
		}

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("optional")
		public Optional<String> optional() {
			return Optional.of("ran");
		}

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("reactive")
		public Mono<String> reactive() {
			return Mono.just("ran");
		}

		@Scheduled(cron = "0 0 0 1 1 *")
		@DistributedLock(name = "held", holdAtLeast = "10s")
		public void held() {
		}

		@DistributedLock(name = "key", key = "#key", whenHeld = WhenHeld.SKIP)
		public @Nullable String keyed(int key) {
			return "ran";
		}

	}

}
