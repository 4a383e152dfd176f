package io.octostore.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SerialContextTests {

	private final SerialContext context = new SerialContext();

	private final List<String> log = new ArrayList<>();

	@Test
	void runsATaskOnTheThreadThatBringsIt() {
		Thread[] ranOn = new Thread[1];
		this.context.execute(() -> ranOn[0] = Thread.currentThread());
		assertThat(ranOn[0]).isSameAs(Thread.currentThread());
	}

	@Test
	void queuesATaskThatATaskBrings() {
		this.context.execute(() -> {
			this.context.execute(() -> this.log.add("inner"));
			this.log.add("outer");
		});
		assertThat(this.log).containsExactly("outer", "inner");
	}

	@Test
	void goesOnAfterATaskThatThrows() {
		this.context.execute(() -> {
			this.context.execute(() -> this.log.add("next"));
			throw new AssertionError("broken");
		});
		assertThat(this.log).containsExactly("next");
	}

	@Test
	void neverRunsTwoTasksAtOnceAndLosesNone() throws Exception {
		int threads = 4;
		int tasks = 20_000;
		int[] count = new int[1];
		CountDownLatch done = new CountDownLatch(threads);
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			for (int thread = 0; thread < threads; thread++) {
				executor.execute(() -> {
					for (int task = 0; task < tasks; task++) {
						this.context.execute(() -> count[0]++);
					}
					this.context.execute(done::countDown);
				});
			}
			assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(count[0]).isEqualTo(threads * tasks);
	}

}
