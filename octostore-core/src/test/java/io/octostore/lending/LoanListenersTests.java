package io.octostore.lending;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.octostore.Loss;
import io.octostore.LossCertainty;
import io.octostore.LossReason;

import static org.assertj.core.api.Assertions.assertThat;

class LoanListenersTests {

	private static final int THREADS = 4;

	private static final Loss LOSS = new Loss("job", 7, LossReason.DEADLINE, LossCertainty.UNCERTAIN);

	private final Callbacks callbacks = new Callbacks();

	private final LoanListeners listeners = new LoanListeners(this.callbacks);

	private final CountDownLatch over = new CountDownLatch(1);

	private final List<String> told = new CopyOnWriteArrayList<>();

	/**
	 * Leave one thread to the listeners, which calls them in the order of what happens.
	 */
	@BeforeEach
	void occupyTheOtherThreads() {
		for (int thread = 1; thread < THREADS; thread++) {
			this.callbacks.callLater(() -> {
				try {
					this.over.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
		}
	}

	@AfterEach
	void stop() {
		this.over.countDown();
		this.callbacks.close();
	}

	private void awaitCallbacks() throws Exception {
		CompletableFuture<Void> called = new CompletableFuture<>();
		this.callbacks.callLater(() -> called.complete(null));
		called.get(10, TimeUnit.SECONDS);
	}

	@Test
	void areToldOfALossOnceThoughItIsReportedTwice() throws Exception {
		this.listeners.onLost((loss) -> this.told.add(loss.name()), () -> false);
		this.listeners.lost(LOSS, () -> false);
		this.listeners.lost(LOSS, () -> false);
		awaitCallbacks();
		assertThat(this.told).containsExactly("job");
	}

	@Test
	void aBodyThatBeginsAfterTheLossIsToldAtOnce() {
		this.listeners.lost(LOSS, () -> false);
		this.listeners.signal((loss) -> this.told.add("body of " + loss.name()));
		assertThat(this.told).containsExactly("body of job");
	}

	@Test
	void areNotToldOfALossAfterTheReturn() throws Exception {
		this.listeners.onLost((loss) -> this.told.add(loss.name()), () -> false);
		this.listeners.lost(LOSS, () -> true);
		awaitCallbacks();
		assertThat(this.told).isEmpty();
	}

	@Test
	void areToldOfARiskEachTime() throws Exception {
		this.listeners.onAtRisk(() -> this.told.add("at risk"));
		this.listeners.atRisk(() -> true);
		this.listeners.atRisk(() -> true);
		awaitCallbacks();
		assertThat(this.told).containsExactly("at risk", "at risk");
	}

	@Test
	void areNotToldOfARiskThatHasBecomeALossMeanwhile() throws Exception {
		this.listeners.onAtRisk(() -> this.told.add("at risk"));
		this.listeners.atRisk(() -> false);
		awaitCallbacks();
		assertThat(this.told).isEmpty();
	}

}
