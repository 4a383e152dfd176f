package io.octostore.lease;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.testsupport.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The timer thread.
 */
class SystemLeaseSchedulerTests {

	private final LeaseScheduler scheduler = LeaseScheduler.system();

	@AfterEach
	void close() {
		this.scheduler.close();
	}

	private void await(CountDownLatch latch) throws InterruptedException {
		assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void doesNotKeepTheProcessAlive() throws Exception {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		this.scheduler.schedule(() -> thread.complete(Thread.currentThread()), Duration.ZERO);
		Thread timer = thread.get(20, TimeUnit.SECONDS);
		assertThat(timer.isDaemon()).isTrue();
		assertThat(timer.getName()).isEqualTo("octostore-lease");
	}

	@Test
	void runsNothingThatWasCancelled() throws Exception {
		CountDownLatch begin = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		List<String> ran = new CopyOnWriteArrayList<>();
		this.scheduler.schedule(() -> {
			try {
				begin.await();
			}
			catch (InterruptedException ex) {
				ran.add("interrupted");
			}
		}, Duration.ZERO);
		this.scheduler.schedule(() -> ran.add("cancelled"), Duration.ZERO).cancel();
		this.scheduler.schedule(end::countDown, Duration.ZERO);
		begin.countDown();
		await(end);
		assertThat(ran).isEmpty();
	}

	@Test
	void logsWhatATaskThrowsAndRunsTheNext() throws Exception {
		try (CapturedLog log = new CapturedLog(SystemLeaseScheduler.class.getName(), Level.ERROR)) {
			CountDownLatch next = new CountDownLatch(1);
			this.scheduler.schedule(() -> {
				throw new IllegalStateException("broken");
			}, Duration.ZERO);
			this.scheduler.schedule(next::countDown, Duration.ofMillis(1));
			await(next);
			assertThat(log.messages(Level.ERROR)).containsExactly("A task of the lease engine failed");
		}
	}

	@Test
	void takesTasksWithoutRunningThemWhenItIsClosed() {
		this.scheduler.close();
		List<String> ran = new CopyOnWriteArrayList<>();
		this.scheduler.schedule(() -> ran.add("late"), Duration.ZERO).cancel();
		assertThat(ran).isEmpty();
	}

}
