package io.octostore.client.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlinesTests {

	private final Deadlines deadlines = new Deadlines();

	@AfterEach
	void close() {
		this.deadlines.close();
	}

	private Mono<Long> in(long millis) {
		return this.deadlines.at(this.deadlines.now() + Duration.ofMillis(millis).toNanos());
	}

	@Test
	void ringsAtTheDeadlineAndNotBefore() {
		long deadline = this.deadlines.now() + Duration.ofMillis(50).toNanos();
		assertThat(this.deadlines.at(deadline).block(Duration.ofSeconds(10))).isEqualTo(deadline);
		assertThat(this.deadlines.now() - deadline).isNotNegative();
	}

	@Test
	void ringsAtOnceWhenTheDeadlineIsPast() {
		assertThat(in(-1000).block(Duration.ofSeconds(10))).isNotNull();
	}

	@Test
	void anEarlierDeadlineDoesNotWaitForALaterOne() {
		CompletableFuture<Long> late = in(60_000).toFuture();
		assertThat(in(20).block(Duration.ofSeconds(10))).isNotNull();
		assertThat(late).isNotDone();
	}

	@Test
	void aLaterDeadlineIsNotForgottenAfterAnEarlierOne() {
		List<CompletableFuture<Long>> alarms = new ArrayList<>();
		for (long millis : List.of(80L, 20L, 140L, 50L, 110L)) {
			alarms.add(in(millis).toFuture());
		}
		assertThat(CompletableFuture.allOf(alarms.toArray(CompletableFuture[]::new)))
			.succeedsWithin(Duration.ofSeconds(10));
	}

	@Test
	void whatIsCancelledDoesNotRing() {
		CompletableFuture<Long> cancelled = new CompletableFuture<>();
		in(20).subscribe(cancelled::complete).dispose();
		in(60).block(Duration.ofSeconds(10));
		assertThat(cancelled).isNotDone();
	}

	@Test
	void startsNoThreadUnlessItIsNeededAndOneOnly() {
		assertThat(this.deadlines.scheduler()).isSameAs(this.deadlines.scheduler());
		this.deadlines.close();
		assertThat(this.deadlines.scheduler().isDisposed()).isTrue();
		new Deadlines().close();
	}

	@Test
	void closingRingsWhatIsPendingAndWhatComesLater() {
		CompletableFuture<Long> pending = in(60_000).toFuture();
		assertThat(pending).isNotDone();
		this.deadlines.close();
		assertThat(pending).isDone();
		assertThat(in(60_000).toFuture()).isDone();
	}

}
