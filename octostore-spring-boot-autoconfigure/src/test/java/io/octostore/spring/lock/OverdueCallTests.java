package io.octostore.spring.lock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.TaskManagementConfigUtils;
import org.springframework.scheduling.support.ScheduledMethodRunnable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import io.octostore.lock.DistributedLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.WhenHeld;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A scheduler that calls a job late does not run it again after another instance.
 */
@ExtendWith(OutputCaptureExtension.class)
class OverdueCallTests {

	private static final Instant START = Instant.parse("2026-03-01T10:00:10Z");

	private static SimulatedTime time = new SimulatedTime();

	private static long begin;

	private final List<String> asked = new ArrayList<>();

	/** While another instance has the locks for the fire time that is asked for. */
	private Predicate<Instant> heldElsewhere = (now) -> false;

	/** Which run another instance has the locks for, if it is only that one. */
	private @Nullable String heldFor;

	private @Nullable RuntimeException failure;

	private boolean acceptsWork = true;

	private Duration answerAfter = Duration.ZERO;

	private final LockContext context;

	OverdueCallTests() {
		time = new SimulatedTime();
		begin = time.now();
		this.context = LockContext.withTimer(new Timer(time),
				LockAnnotationSettings.defaults().withOtherHolders(this::find).withAcceptsWork(() -> this.acceptsWork),
				Scheduling.class, Jobs.class);
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	private static Instant now() {
		return START.plusNanos(time.now() - begin);
	}

	private static Predicate<Instant> between(String from, String to) {
		return (now) -> !now.isBefore(at(from)) && now.isBefore(at(to));
	}

	private static Instant at(String time) {
		return Instant.parse("2026-03-01T" + time + "Z");
	}

	private Mono<String> find(String lockName, String run) {
		if (lockName.equals("job") || lockName.startsWith("keyed")) {
			this.asked.add(lockName + " at " + now());
		}
		if (this.heldFor != null && !this.heldFor.equals(run)) {
			return Mono.empty();
		}
		if (this.failure != null) {
			return Mono.error(this.failure);
		}
		Mono<String> answer = this.heldElsewhere.test(now()) ? Mono.just("billing@host-2:9") : Mono.empty();
		return this.answerAfter.isZero() ? answer : answer.delaySubscription(this.answerAfter);
	}

	private static void passUntil(String end) {
		time.advance(Duration.between(now(), at(end)));
	}

	/**
	 * Call a method as Spring's scheduler does.
	 * @return whether its body ran
	 */
	private boolean call(String method) throws Exception {
		Jobs jobs = this.context.bean(Jobs.class);
		int before = Jobs.runs;
		new ScheduledMethodRunnable(jobs, method).run();
		return Jobs.runs > before;
	}

	@Test
	void isSkippedWhenAnotherInstanceHasRunTheJob(CapturedOutput output) throws Exception {
		this.heldElsewhere = between("10:01:00.003", "10:01:30.003");
		passUntil("10:01:45");
		assertThat(call("job")).isFalse();
		assertThat(output)
			.containsOnlyOnce("Skipped Jobs.job: it ran for this fire time on billing@host-2:9, which had "
					+ "lock 'job', before the scheduler called it here, 45.0 s late. More threads let it call in time "
					+ "(spring.task.scheduling.pool.size)");
		assertThat(output).doesNotContain("begins");
		assertThat(this.asked).containsExactly("job at 2026-03-01T10:01:03.750Z");
	}

	/**
	 * Its clock is ahead by nearly as much as it holds its lock for.
	 */
	@Test
	void isSkippedWhenTheClockOfTheOtherInstanceIsAhead() throws Exception {
		this.heldElsewhere = between("10:00:34", "10:01:04");
		passUntil("10:01:20");
		assertThat(call("job")).isFalse();
	}

	/**
	 * It goes on for longer than a period, so that no instance has begun in time; at the
	 * end of it this one is the first.
	 */
	@Test
	void runsWhenTheRunOfTheOtherInstanceWasForAnEarlierFireTime(CapturedOutput output) throws Exception {
		this.heldElsewhere = between("10:00:00", "10:01:30");
		this.heldFor = "Jobs.job at 2026-03-01T10:00:00Z";
		passUntil("10:01:45");
		assertThat(call("job")).isTrue();
		assertThat(output).doesNotContain("after its fire time");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Jobs.another at 2026-03-01T10:01:00Z", "Jobs.job at 2026-03-01T10:02:00Z" })
	void runsWhenTheOtherInstanceHadTheLockForOtherWork(String run) throws Exception {
		this.heldElsewhere = between("10:01:00", "10:01:30");
		this.heldFor = run;
		passUntil("10:01:45");
		assertThat(call("job")).isTrue();
	}

	/**
	 * Another lock was looked at than the one that the call needs.
	 */
	@Test
	void runsWhenTheKeyIsAnotherOneThanThatWhichWasLookedAt() throws Exception {
		passUntil("10:01:00");
		assertThat(call("changing")).isTrue();
		Jobs.key = "second";
		try {
			this.heldElsewhere = between("10:02:00", "10:02:30");
			passUntil("10:02:45");
			assertThat(call("changing")).isTrue();
		}
		finally {
			Jobs.key = "first";
		}
	}

	/**
	 * Such a call is not taken for an early one of the next fire time, whose run it would
	 * keep from other instances.
	 */
	@Test
	void aLateCallHoldsItsLockForItsOwnFireTime() throws Exception {
		passUntil("10:01:58");
		assertThat(call("job")).isTrue();
		assertThat(options().holdAtLeast()).contains(Duration.ofSeconds(1));
		assertThat(options().note()).contains("Jobs.job at 2026-03-01T10:01:00Z");
	}

	@Test
	void anEarlyCallHoldsItsLockForTheNextFireTime() throws Exception {
		passUntil("10:01:00");
		assertThat(call("job")).isTrue();
		passUntil("10:01:58");
		assertThat(call("job")).isTrue();
		assertThat(options().holdAtLeast()).contains(Duration.ofSeconds(31));
		assertThat(options().note()).contains("Jobs.job at 2026-03-01T10:02:00Z");
	}

	/**
	 * Whether it is late or early cannot be told; either way it does no harm then.
	 */
	@Test
	void aCallRightBeforeTheNextFireTimeCountsForThatOne() throws Exception {
		this.heldElsewhere = between("10:01:00", "10:01:30");
		passUntil("10:01:59.950");
		assertThat(call("job")).isTrue();
		assertThat(options().note()).contains("Jobs.job at 2026-03-01T10:02:00Z");
	}

	private LockOptions options() {
		return Objects.requireNonNull(this.context.locks.options.get("job"));
	}

	/**
	 * Such a run holds its lock for half of the time that is left then.
	 */
	@ParameterizedTest
	@CsvSource({ "10:01:20, 10:01:40, 10:01:41", "10:01:40, 10:01:50, 10:01:51", "10:01:50, 10:01:55, 10:01:55",
			"10:01:57, 10:01:58.500, 10:01:59", "10:00:50, 10:01:20, 10:01:22" })
	void isSkippedWhenTheOtherInstanceWasNotInTimeEither(String from, String to, String call) throws Exception {
		this.heldElsewhere = between(from, to);
		passUntil(call);
		assertThat(call("job")).isFalse();
	}

	/**
	 * A timer may be early too, but not before the call that is still due.
	 */
	@Test
	void isSkippedShortlyBeforeTheNextFireTime() throws Exception {
		this.heldElsewhere = between("10:01:00", "10:01:30");
		passUntil("10:01:57");
		assertThat(call("job")).isFalse();
		passUntil("10:01:59.999");
		assertThat(call("job")).isTrue();
	}

	@Test
	void runsWithoutAWarningWhenNoOtherInstanceHasRunTheJob(CapturedOutput output) throws Exception {
		passUntil("10:01:45");
		assertThat(call("job")).isTrue();
		assertThat(output).doesNotContain("after its fire time");
		assertThat(this.asked).startsWith("job at 2026-03-01T10:01:03.750Z", "job at 2026-03-01T10:01:17.812500Z")
			.hasSizeLessThan(7);
	}

	@Test
	void runsWithAWarningWhenItIsNotKnownWhetherAnotherInstanceHas(CapturedOutput output) throws Exception {
		this.failure = new IllegalStateException("no answer");
		passUntil("10:01:45");
		assertThat(call("job")).isTrue();
		assertThat(output).containsOnlyOnce("Jobs.job begins 45.0 s after its fire time");
	}

	/**
	 * No timer of the process runs while it is stopped.
	 */
	@Test
	void runsWithAWarningWhenTheLastLookIsTooLongAgo(CapturedOutput output) throws Exception {
		passUntil("10:01:04");
		this.failure = new IllegalStateException("no answer");
		passUntil("10:01:50");
		assertThat(call("job")).isTrue();
		assertThat(output).containsOnlyOnce("Jobs.job begins 50.0 s after its fire time");
	}

	@Test
	void isLookedAfterAgainWhereALookFailed() throws Exception {
		this.failure = new IllegalStateException("no answer");
		passUntil("10:01:30");
		this.failure = null;
		this.heldElsewhere = between("10:01:30", "10:01:50");
		passUntil("10:01:55");
		assertThat(call("job")).isFalse();
	}

	@Test
	void isLookedAfterMoreOftenThanAnotherInstanceHoldsItsLock() throws Exception {
		this.heldElsewhere = between("10:01:21", "10:01:25");
		passUntil("10:01:45");
		assertThat(call("brief")).isFalse();
	}

	@Test
	void waitsForTheAnswerToALookThatIsUnderWay() throws Exception {
		this.answerAfter = Duration.ofMillis(50);
		this.heldElsewhere = between("10:01:00", "10:01:30");
		passUntil("10:01:03.750");
		assertThat(call("job")).isFalse();
	}

	@Test
	void runsAgainAtTheNextFireTime() throws Exception {
		this.heldElsewhere = between("10:01:00", "10:01:30");
		passUntil("10:01:45");
		assertThat(call("job")).isFalse();
		passUntil("10:02:00");
		assertThat(call("job")).isTrue();
	}

	/**
	 * As the scheduler does when it has been busy for more than a period.
	 */
	@Test
	void isSkippedForTheLatestFireTime() throws Exception {
		this.heldElsewhere = between("10:01:00", "10:01:30").or(between("10:04:00", "10:04:30"));
		passUntil("10:02:40");
		assertThat(call("job")).isTrue();
		passUntil("10:04:40");
		assertThat(call("job")).isFalse();
	}

	@Test
	void nothingIsAskedWhileTheJobIsCalledInTime() throws Exception {
		for (String time : List.of("10:01:00", "10:02:00", "10:03:00.100", "10:04:00", "10:05:03.700")) {
			passUntil(time);
			assertThat(call("job")).isTrue();
		}
		assertThat(this.asked).isEmpty();
	}

	@Test
	void nothingIsAskedWhileTheJobRunsHere() throws Exception {
		passUntil("10:01:00");
		Jobs.body = () -> passUntil("10:04:40");
		try {
			assertThat(call("job")).isTrue();
		}
		finally {
			Jobs.body = () -> {
			};
		}
		assertThat(this.asked).isEmpty();
		passUntil("10:05:04");
		assertThat(this.asked).hasSize(1);
	}

	@Test
	void callsOfOtherCodeAreNotSkipped() {
		this.heldElsewhere = (now) -> true;
		passUntil("10:01:45");
		int before = Jobs.runs;
		this.context.bean(Jobs.class).job();
		assertThat(Jobs.runs).isEqualTo(before + 1);
	}

	@Test
	void aLockWithAKeyIsKnownFromTheFirstCallOn() throws Exception {
		passUntil("10:01:45");
		assertThat(this.asked).noneMatch((asked) -> asked.startsWith("keyed"));
		assertThat(call("keyed")).isTrue();
		this.heldElsewhere = between("10:02:00", "10:02:30");
		passUntil("10:02:45");
		assertThat(this.asked).contains("keyed.a at 2026-03-01T10:02:03.750Z");
		assertThat(call("keyed")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "withoutHold", "withPermits", "failing", "fixedRate", "primitive", "async" })
	void othersAreNotLookedAfter(String method) throws Exception {
		this.heldElsewhere = (now) -> true;
		passUntil("10:01:45");
		assertThat(call(method)).isTrue();
	}

	@Test
	void nothingIsAskedWhileTheApplicationRefusesWork() throws Exception {
		this.acceptsWork = false;
		passUntil("10:01:40");
		assertThat(this.asked).isEmpty();
		this.acceptsWork = true;
		this.heldElsewhere = between("10:01:40", "10:01:50");
		passUntil("10:01:55");
		assertThat(call("job")).as("accepts work in time for its late call").isFalse();
	}

	@Test
	void nothingIsAskedAfterTheEndOfTheContext() {
		this.context.close();
		passUntil("10:01:55");
		assertThat(this.asked).isEmpty();
	}

	@Test
	void aScheduleThatNeverCallsIsGivenUp() {
		time.advance(Duration.ofMinutes(30));
		int asked = this.asked.size();
		time.advance(Duration.ofHours(20));
		assertThat(this.asked).hasSize(1_000).hasSizeGreaterThan(asked);
	}

	@Configuration(proxyBeanMethods = false)
	static class Scheduling {

		/** Stands for Spring's, which would call the methods. */
		@Bean(TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME)
		String scheduling() {
			return "on";
		}

		@Bean
		TaskScheduler taskScheduler() {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			InstantSource source = OverdueCallTests::now;
			scheduler.setClock(source.withZone(ZoneOffset.UTC));
			return scheduler;
		}

	}

	static class Jobs {

		private static int runs;

		private static String key = "first";

		private static Runnable body = () -> {
		};

		@Scheduled(cron = "0 * * * * *")
		@DistributedLock("job")
		public void job() {
			runs++;
			body.run();
		}

		@Scheduled(cron = "0 * * * * *")
		@DistributedLock(name = "keyed", key = "'a'")
		public void keyed() {
			runs++;
		}

		public String key() {
			return key;
		}

		@Scheduled(cron = "0 * * * * *")
		@DistributedLock(name = "changing", key = "#root.target.key()")
		public void changing() {
			runs++;
		}

		@Scheduled(cron = "0 * * * * *")
		@DistributedLock(name = "without-hold", holdAtLeast = "0s")
		public void withoutHold() {
			runs++;
		}

		@Scheduled(cron = "0 * * * * *")
		@DistributedLock(name = "brief", holdAtLeast = "4s")
		public void brief() {
			runs++;
		}

		@Scheduled(cron = "0 * * * * *")
		@DistributedLock(name = "with-permits", permits = 2)
		public void withPermits() {
			runs++;
		}

		@Scheduled(cron = "0 * * * * *")
		@DistributedLock(name = "failing", whenHeld = WhenHeld.THROW)
		public void failing() {
			runs++;
		}

		@Scheduled(fixedRate = 60_000)
		@DistributedLock("fixed-rate")
		public void fixedRate() {
			runs++;
		}

		@Scheduled(cron = "0 * * * * *")
		@DistributedLock(name = "primitive", whenHeld = WhenHeld.THROW)
		public int primitive() {
			return runs++;
		}

		@Async
		@Scheduled(cron = "0 * * * * *")
		@DistributedLock("async")
		public void async() {
			runs++;
		}

	}

	/**
	 * Runs tasks in simulated time.
	 */
	private record Timer(SimulatedTime time) implements Scheduler {

		@Override
		public Disposable schedule(Runnable task) {
			return schedule(task, 0, TimeUnit.NANOSECONDS);
		}

		@Override
		public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
			return this.time.schedule(task, Duration.of(delay, unit.toChronoUnit()))::cancel;
		}

		@Override
		public Worker createWorker() {
			return Schedulers.immediate().createWorker();
		}

	}

}
