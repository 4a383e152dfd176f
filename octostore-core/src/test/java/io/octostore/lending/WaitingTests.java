package io.octostore.lending;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

class WaitingTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	@Test
	void endsWithTheFuture() {
		assertThat(Waiting.quietly(CompletableFuture.completedFuture("done"), LONG)).isTrue();
	}

	@Test
	void endsWithTheFailureOfTheFuture() {
		assertThat(Waiting.quietly(CompletableFuture.failedFuture(new IllegalStateException()), LONG)).isTrue();
	}

	@Test
	void endsAtTheLimit() {
		assertThat(Waiting.quietly(new CompletableFuture<>(), Duration.ofMillis(1))).isFalse();
	}

	@Test
	void anInterruptNeitherEndsTheWaitNorIsForgotten() {
		CompletableFuture<String> future = new CompletableFuture<>();
		Thread waiting = Thread.currentThread();
		Thread helper = new Thread(() -> {
			while (waiting.getState() != Thread.State.TIMED_WAITING) {
				Thread.onSpinWait();
			}
			waiting.interrupt();
			future.complete("done");
		});
		helper.start();
		assertThat(Waiting.quietly(future, LONG)).isTrue();
		assertThat(future).isCompleted();
		assertThat(Thread.interrupted()).as("the interrupt of another thread is kept").isTrue();
	}

	@Test
	void anInterruptThatCameBeforeIsKept() {
		Thread.currentThread().interrupt();
		assertThat(Waiting.quietly(new CompletableFuture<>(), Duration.ofMillis(1))).isFalse();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void leavesAThreadThatWasNotInterruptedAlone() {
		Waiting.quietly(new CompletableFuture<>(), Duration.ofMillis(1));
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void doesNotWaitOnAThreadThatBringsAnswers() {
		assertThat(Waiting.isForbidden()).isFalse();
		Mono<Boolean> waited = Mono.fromCallable(() -> Waiting.quietly(new CompletableFuture<>(), LONG))
			.subscribeOn(Schedulers.parallel());
		assertThat(waited.block()).isFalse();
		Mono<Boolean> done = Mono.fromCallable(() -> Waiting.quietly(CompletableFuture.completedFuture("done"), LONG))
			.subscribeOn(Schedulers.parallel());
		assertThat(done.block()).isTrue();
		assertThat(Mono.fromCallable(Waiting::isForbidden).subscribeOn(Schedulers.parallel()).block()).isTrue();
	}

}
