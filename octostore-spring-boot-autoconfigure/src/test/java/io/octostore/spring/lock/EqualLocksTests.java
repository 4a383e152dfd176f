package io.octostore.spring.lock;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.ReactiveOctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A method with several locks that have the same name at a call: they count once.
 */
class EqualLocksTests {

	private final TransactionBench bench = new TransactionBench(Accounts.class);

	private final Accounts accounts = this.bench.bean(Accounts.class);

	@AfterEach
	void close() {
		this.bench.close();
	}

	private void assertReleased() {
		this.bench.locks.acquire("account.7").close();
	}

	@Test
	void onAThread() {
		assertThat(this.accounts.merge("7", "7")).isEqualTo("account.7");
		assertReleased();
	}

	@Test
	void ofAFuture() throws Exception {
		assertThat(this.accounts.mergeLater("7", "7").get(10, TimeUnit.SECONDS)).isEqualTo("account.7");
		assertReleased();
	}

	@Test
	void ofAPublisher() {
		assertThat(this.accounts.mergeReactively("7", "7").block()).isEqualTo("account.7");
		assertReleased();
	}

	@Test
	void ofAPublisherOfMany() {
		assertThat(this.accounts.mergeMany("7", "7").collectList().block()).containsExactly("account.7");
		assertReleased();
	}

	static class Accounts {

		@DistributedLock(name = "account", key = "#from")
		@DistributedLock(name = "account", key = "#to")
		String merge(String from, String to) {
			assertThat(CurrentLock.all()).hasSize(1);
			return CurrentLock.get().name();
		}

		@DistributedLock(name = "account", key = "#from")
		@DistributedLock(name = "account", key = "#to")
		CompletableFuture<String> mergeLater(String from, String to) {
			String name = CurrentLock.get().name();
			return CompletableFuture.supplyAsync(() -> name);
		}

		@DistributedLock(name = "account", key = "#from")
		@DistributedLock(name = "account", key = "#to")
		Mono<String> mergeReactively(String from, String to) {
			return ReactiveOctoStoreLocks.currentLock().map((lock) -> lock.name());
		}

		@DistributedLock(name = "account", key = "#from")
		@DistributedLock(name = "account", key = "#to")
		Flux<String> mergeMany(String from, String to) {
			return Flux.from(ReactiveOctoStoreLocks.currentLock().map((lock) -> lock.name()));
		}

	}

}
