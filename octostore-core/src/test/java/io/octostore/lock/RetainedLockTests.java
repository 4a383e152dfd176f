package io.octostore.lock;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.LockLostException;
import io.octostore.testsupport.CapturedLog;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Locks that are kept beyond the end of their body.
 */
class RetainedLockTests {

	private static final LockOptions NOW = LockOptions.defaults();

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final OctoStoreLocks locks = new OctoStoreLocksBuilder().alsoThrough(this.authority)
		.time(this.time, this.time, new Random(1))
		.shutdownTimeout(Duration.ZERO)
		.build();

	@AfterEach
	void stop() {
		this.locks.close();
	}

	private int releases() {
		return this.authority.calls(Operation.RELEASE).size();
	}

	private RetainedLock retain(String name) throws InterruptedException {
		return this.locks.execute(name, NOW, (lock) -> CurrentLock.retain());
	}

	@Test
	void areReleasedWhenTheyAreLetGo() throws InterruptedException {
		RetainedLock kept = retain("job");
		assertThat(kept.lock().isHeld()).isTrue();
		assertThat(releases()).isZero();
		kept.close();
		assertThat(kept.lock().isHeld()).isFalse();
		assertThat(releases()).isOne();
		kept.close();
		assertThat(releases()).isOne();
	}

	@Test
	void areReleasedAtTheEndOfTheBodyWhenTheyWereLetGoInside() throws InterruptedException {
		this.locks.execute("job", NOW, (lock) -> {
			CurrentLock.retain().close();
			assertThat(lock.isHeld()).isTrue();
			return null;
		});
		assertThat(releases()).isOne();
	}

	@Test
	void areReleasedWhenTheLastUserLetsThemGo() throws InterruptedException {
		RetainedLock first = retain("job");
		RetainedLock second = first.execute((lock) -> CurrentLock.retain());
		first.close();
		first.close();
		assertThat(second.lock().isHeld()).isTrue();
		second.close();
		assertThat(releases()).isOne();
	}

	@Test
	void areReleasedEarlierWhenTheyAreClosed() throws InterruptedException {
		RetainedLock kept = retain("job");
		kept.lock().close();
		assertThat(releases()).isOne();
		assertThatIllegalStateException().isThrownBy(() -> kept.execute((lock) -> 1)).withMessageContaining("closed");
		kept.close();
		assertThat(releases()).isOne();
	}

	@Test
	void areKeptAfterABodyThatFailed() {
		AtomicReference<RetainedLock> kept = new AtomicReference<>();
		assertThatIllegalStateException().isThrownBy(() -> this.locks.execute("job", NOW, (lock) -> {
			kept.set(CurrentLock.retain());
			throw new IllegalStateException("body");
		})).withMessage("body");
		assertThat(kept.get().lock().isHeld()).isTrue();
		kept.get().close();
		assertThat(releases()).isOne();
	}

	@Test
	void cannotBeKeptWhenTheyAreReleased() throws InterruptedException {
		RetainedLock kept = retain("job");
		kept.close();
		assertThatIllegalStateException().isThrownBy(() -> kept.execute((lock) -> 1)).withMessageContaining("released");
	}

	@Test
	void runOtherBodiesWithTheSameToken() throws InterruptedException {
		RetainedLock kept = retain("job");
		long token = kept.lock().fencingToken();
		assertThat(kept.<Long, RuntimeException>execute((lock) -> CurrentLock.fencingToken())).isEqualTo(token);
		assertThat(kept.lock().isHeld()).isTrue();
		assertThat(CurrentLock.find()).isEmpty();
		kept.close();
		assertThat(this.authority.calls(Operation.ACQUIRE)).hasSize(1);
	}

	@Test
	void areNotTakenForDroppedWhileABodyRunsUnderThem() throws InterruptedException {
		RetainedLock kept = retain("job");
		try (CapturedLog log = CapturedLog.ofLocks()) {
			kept.execute((lock) -> {
				collectDropped();
				return null;
			});
			assertThat(log.warnings("job")).isEmpty();
		}
		assertThat(kept.lock().isHeld()).isTrue();
		kept.close();
		assertThat(kept.lock().isHeld()).isFalse();
	}

	/**
	 * Collect garbage until a lock that was dropped just now is found.
	 */
	private void collectDropped() {
		int before = releases();
		this.locks.acquire("dropped", NOW);
		await().pollInSameThread().until(() -> {
			System.gc();
			this.time.advance(Duration.ofMillis(100));
			return releases() > before;
		});
	}

	@Test
	void areReentrantInsideABody() throws InterruptedException {
		RetainedLock kept = retain("job");
		int result = kept
			.<Integer, InterruptedException>execute((lock) -> this.locks.execute("job", NOW, (inner) -> 1));
		assertThat(result).isOne();
		kept.close();
		assertThat(releases()).isOne();
	}

	@Test
	void interruptABodyThatRunsUnderThemWhenTheyAreLost() throws InterruptedException {
		RetainedLock kept = retain("job");
		CountDownLatch never = new CountDownLatch(1);
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> kept.<Boolean, InterruptedException>execute((lock) -> {
				this.time.stall(Duration.ofMinutes(5));
				this.time.advance(Duration.ofSeconds(1));
				return never.await(10, TimeUnit.SECONDS);
			}))
			.satisfies((lost) -> assertThat(lost.getSuppressed()).singleElement()
				.isInstanceOf(InterruptedException.class));
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		kept.close();
	}

	@Test
	void runNoBodyWhenTheyAreLost() throws InterruptedException {
		RetainedLock kept = retain("job");
		this.time.stall(Duration.ofMinutes(5));
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> kept.execute((lock) -> {
			throw new AssertionError("must not run");
		}));
		kept.close();
	}

	@Test
	void areKeptAfterAPublisherToo() {
		RetainedLock kept = this.locks.reactive()
			.withLock("job", NOW, (lock) -> Mono.just(CurrentLock.retain()))
			.block();
		assertThat(kept.lock().isHeld()).isTrue();
		List<Long> tokens = kept.<Long>withLock((lock) -> Flux.just(lock.fencingToken(), 0L)).collectList().block();
		assertThat(tokens).containsExactly(kept.lock().fencingToken(), 0L);
		assertThat(kept.lock().isHeld()).isTrue();
		assertThat(releases()).isZero();
		kept.closeLater().block();
		assertThat(releases()).isOne();
		kept.closeLater().block();
		assertThat(releases()).isOne();
	}

	@Test
	void nothingIsKeptOutsideOfABody() {
		assertThatIllegalStateException().isThrownBy(CurrentLock::retain).withMessageContaining("No lock is held");
	}

	@Test
	void theLocksOfACallAreListedFromTheInside() throws InterruptedException {
		assertThat(CurrentLock.all()).isEmpty();
		List<String> names = this.locks.execute("outer", NOW, (outer) -> this.locks.execute("inner", NOW,
				(inner) -> CurrentLock.all().stream().map(HeldLock::name).toList()));
		assertThat(names).containsExactly("inner", "outer");
	}

	@Test
	void theLocksOfAPipelineAreListedFromTheInside() {
		ReactiveOctoStoreLocks reactive = this.locks.reactive();
		Mono<List<HeldLock>> all = ReactiveOctoStoreLocks.currentLocks();
		assertThat(all.block()).isEmpty();
		List<HeldLock> found = reactive.withLock("outer", NOW, reactive.withLock("inner", NOW, all)).block();
		assertThat(found).extracting(HeldLock::name).containsExactly("inner", "outer");
	}

}
