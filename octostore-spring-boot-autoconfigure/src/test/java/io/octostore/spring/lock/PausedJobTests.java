package io.octostore.spring.lock;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import reactor.core.publisher.Mono;

import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.lock.DistributedLock;
import io.octostore.testsupport.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A paused job does not run, takes no lock, and says why.
 */
class PausedJobTests {

	private static final JobPause PAUSE = new JobPause(Instant.parse("2026-03-01T10:00:00Z"), "billing@host-1:7",
			"month-end\nclose");

	private final CapturedLog log = new CapturedLog(DistributedLock.class.getName(), Level.DEBUG);

	private final Pauses pauses = new Pauses();

	private final LockContext context = LockContext.with(LockAnnotationSettings.defaults().withPausedJobs(this.pauses),
			Jobs.class);

	@AfterEach
	void stop() {
		this.context.close();
		this.log.close();
	}

	private Jobs jobs() {
		return this.context.bean(Jobs.class);
	}

	@Test
	void doesNotRunAndIsAskedForBeforeEachRun() {
		this.pauses.paused.put("report", PAUSE);
		jobs().report();
		jobs().report();
		assertThat(jobs().runs()).isZero();
		assertThat(this.pauses.leftOut).containsExactly("report", "report");
		this.pauses.paused.clear();
		jobs().report();
		assertThat(jobs().runs()).isOne();
	}

	@Test
	void isPausedForAllKeysAndByEachOfItsLocks() {
		this.pauses.paused.put("second", PAUSE);
		jobs().both();
		assertThat(jobs().runs()).isZero();
		assertThat(this.pauses.asked).containsExactly("first", "second");
	}

	@Test
	void isPausedWhereAWorkerThreadRunsIt() {
		this.pauses.paused.put("async", PAUSE);
		jobs().async();
		assertThat(jobs().runs()).isZero();
	}

	@Test
	void isEmptyForItsCaller() {
		assertThat(jobs().optional()).hasValue("ran");
		this.pauses.paused.put("optional", PAUSE);
		assertThat(jobs().optional()).isEmpty();
	}

	@Test
	void isPausedForEachSubscription() {
		this.pauses.paused.put("reactive", PAUSE);
		Mono<String> run = jobs().reactive();
		assertThat(this.pauses.asked).isEmpty();
		assertThat(run.blockOptional()).isEmpty();
		assertThat(jobs().runs()).isZero();
		this.pauses.paused.clear();
		assertThat(run.block()).isEqualTo("ran");
	}

	@Test
	void aMethodWhoseCallerWaitsIsNoJob() {
		this.pauses.paused.put("called", PAUSE);
		jobs().called();
		assertThat(jobs().runs()).isOne();
		assertThat(this.pauses.asked).isEmpty();
	}

	@Test
	void doesNotRunIfThereIsNoAnswer() {
		this.pauses.failure = new IllegalStateException("no answer");
		assertThatIllegalStateException().isThrownBy(() -> jobs().report()).withMessage("no answer");
		assertThat(jobs().runs()).isZero();
	}

	@Test
	@Tag("field-fault-D1")
	void isQuietlyLeftOutWhileAnOutageLasts() {
		OctoStoreException failure = OctoStoreNetworkException.notSent("no connection", null);
		this.pauses.failure = failure;
		assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(() -> jobs().report());
		jobs().report();
		jobs().report();
		assertThat(jobs().runs()).isZero();
		assertThat(this.pauses.failures).containsExactly(failure, failure, failure);
		assertThat(this.log.events()).filteredOn((event) -> event.getLevel().isGreaterOrEqual(Level.INFO)).isEmpty();
		this.pauses.failure = null;
		jobs().report();
		assertThat(jobs().runs()).isOne();
		assertThat(this.log.messages()).last().asString().startsWith("Locks can be acquired again");
	}

	@Test
	void saysSoOnceForEachPauseAndAtItsEnd() {
		this.pauses.paused.put("report", PAUSE);
		jobs().report();
		jobs().report();
		this.pauses.paused.clear();
		jobs().report();
		assertThat(this.log.levels()).containsExactly(Level.INFO, Level.DEBUG, Level.INFO);
		jobs().report();
		assertThat(this.log.events()).hasSize(3);
		assertThat(this.log.messages())
			.startsWith("Skipped Jobs.report: lock 'report' is paused until 2026-03-01T10:00:00Z by billing@host-1:7: "
					+ "month-end?close. No instance runs it until then, or until it is resumed")
			.endsWith("Jobs.report is not paused any more");
	}

	private static final class Pauses implements PausedJobs {

		private final Map<String, JobPause> paused = new HashMap<>();

		private final List<String> asked = new ArrayList<>();

		private final List<String> leftOut = new ArrayList<>();

		private final List<OctoStoreException> failures = new ArrayList<>();

		private @Nullable RuntimeException failure;

		@Override
		public Mono<JobPause> find(String lockName) {
			this.asked.add(lockName);
			return (this.failure != null) ? Mono.error(this.failure) : Mono.justOrEmpty(this.paused.get(lockName));
		}

		@Override
		public void leftOut(String lockName, JobPause pause) {
			this.leftOut.add(lockName);
		}

		@Override
		public void failed(String lockName, OctoStoreException why) {
			this.failures.add(why);
		}

	}

	public static class Jobs {

		private final AtomicInteger runs = new AtomicInteger();

		public int runs() {
			return this.runs.get();
		}

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("optional")
		public Optional<String> optional() {
			return Optional.of("ran");
		}

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("report")
		public void report() {
			this.runs.incrementAndGet();
		}

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("first")
		@DistributedLock(name = "second", key = "7")
		public void both() {
			this.runs.incrementAndGet();
		}

		@Async
		@DistributedLock("async")
		public void async() {
			this.runs.incrementAndGet();
		}

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("reactive")
		public Mono<String> reactive() {
			this.runs.incrementAndGet();
			return Mono.just("ran");
		}

		@DistributedLock("called")
		public void called() {
			this.runs.incrementAndGet();
		}

	}

}
