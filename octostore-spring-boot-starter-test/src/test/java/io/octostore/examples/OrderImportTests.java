package io.octostore.examples;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import io.octostore.LockLostException;
import io.octostore.spring.boot.test.autoconfigure.AutoConfigureTestOctoStore;
import io.octostore.test.TestOctoStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;

@SpringBootTest(properties = "report.cron=-")
@AutoConfigureTestOctoStore
class OrderImportTests {

	private final BlockingQueue<String> inbox = new LinkedBlockingQueue<>();

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	@MockitoBean
	private Orders orders;

	@Autowired
	private TestOctoStore octostore;

	@Autowired
	private OrderImport job;

	@BeforeEach
	void fillTheInbox() throws InterruptedException {
		given(this.orders.next()).willAnswer((call) -> this.inbox.take());
		this.inbox.add("order-1");
	}

	@AfterEach
	void stop() {
		this.executor.shutdownNow();
	}

	@Test
	void stopsWhenTheLockIsLost() {
		Future<?> run = startTheJob();
		this.octostore.takeAway("order-import");
		this.inbox.add("order-2");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> run.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(LockLostException.class);
		then(this.orders).should(never()).store(eq("order-2"), anyLong());
		assertThat(this.octostore).wasLost("order-import");
	}

	@Test
	void stopsWhenTheProcessWasPaused() {
		Future<?> run = startTheJob();
		this.octostore.pauseApplication(Duration.ofMinutes(1));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> run.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(LockLostException.class);
	}

	@Test
	void keepsTheLockForAsLongAsItRuns() {
		startTheJob();
		this.octostore.advanceTime(Duration.ofMinutes(10));
		assertThat(this.octostore).holds("order-import");
	}

	private Future<?> startTheJob() {
		Future<?> run = this.executor.submit(() -> {
			this.job.importOrders();
			return null;
		});
		then(this.orders).should(timeout(10_000)).store(eq("order-1"), anyLong());
		return run;
	}

}
