package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import io.octostore.HolderInfo;
import io.octostore.LockHeldException;
import io.octostore.OctoStoreValidationException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.testsupport.CloseAside;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A lock with several permits, of which each holder has one.
 */
class PermitsTests {

	private static final LockOptions THREE = LockOptions.defaults().withPermits(3);

	private final SimulatedTime time = new SimulatedTime(Duration.ofDays(3));

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final Acquires acquires = new Acquires();

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.authority)
		.time(this.time, this.time, new Random(1))
		.shutdownTimeout(Duration.ZERO)
		.listener(this.acquires)
		.build();

	@AfterEach
	void stop() {
		CloseAside.close(this.locks);
	}

	/**
	 * Another instance has some locks.
	 */
	private void held(String... names) {
		this.authority
			.answering((call) -> (call.operation() == Operation.ACQUIRE && List.of(names).contains(call.name()))
					? new AcquireAnswer.Held(HolderInfo.unknown()
						.withHolder("another")
						.withMetadata("host-2")
						.withRetryAfter(Duration.ofHours(1)))
					: this.authority.healthyAnswer(call));
	}

	private List<String> names(Operation operation) {
		return this.authority.calls(operation).stream().map(ScriptedAuthority.Call::name).toList();
	}

	@Test
	void giveTheLockToAsManyHoldersAsThereArePermits() {
		List<HeldLock> held = new ArrayList<>();
		for (int holder = 0; holder < 3; holder++) {
			held.add(this.locks.tryAcquire("job", THREE).orElseThrow());
		}
		assertThat(held).extracting(HeldLock::name).containsExactlyInAnyOrder("job..p1", "job..p2", "job..p3");
		assertThat(held).extracting(HeldLock::permit).containsExactlyInAnyOrder(1, 2, 3);
		assertThat(this.locks.tryAcquire("job", THREE)).isEmpty();
		held.get(1).close();
		assertThat(this.locks.tryAcquire("job", THREE)).map(HeldLock::permit).contains(held.get(1).permit());
	}

	@Test
	void areAskedForBeginningAtARandomOne() {
		Set<Integer> first = new TreeSet<>();
		for (int attempt = 0; attempt < 50; attempt++) {
			try (HeldLock lock = this.locks.tryAcquire("job", THREE).orElseThrow()) {
				first.add(lock.permit());
			}
		}
		assertThat(first).containsExactly(1, 2, 3);
	}

	@Test
	void areTriedUntilOneIsFree() {
		held("job..p1", "job..p3");
		for (int attempt = 0; attempt < 10; attempt++) {
			try (HeldLock lock = this.locks.acquire("job", THREE)) {
				assertThat(lock.permit()).isEqualTo(2);
			}
		}
	}

	@Test
	void areWaitedForAtTheOneThatIsAskedForLast() throws Exception {
		held("job..p1", "job..p2", "job..p3");
		CompletableFuture<HeldLock> waiting = CompletableFuture
			.supplyAsync(() -> this.locks.acquire("job", THREE.withWaitFor(Duration.ofMinutes(1))));
		await().until(() -> names(Operation.ACQUIRE).size() == 3);
		assertThat(names(Operation.ACQUIRE)).containsExactlyInAnyOrder("job..p1", "job..p2", "job..p3");
		String last = names(Operation.ACQUIRE).get(2);
		this.authority.healthy();
		await().until(() -> {
			this.time.advance(Duration.ofSeconds(5));
			return waiting.isDone();
		});
		assertThat(waiting.get(10, TimeUnit.SECONDS).name()).isEqualTo(last);
	}

	@Test
	void countAsOneAttempt() {
		held("job..p1", "job..p2", "job..p3");
		assertThat(this.locks.tryAcquire("job", THREE)).isEmpty();
		assertThat(this.acquires.outcomes).containsExactly(LockListener.AcquireOutcome.HELD);
	}

	@Test
	void areGivenToReactiveBodies() {
		held("job..p1", "job..p3");
		assertThat(this.locks.reactive().withLock("job", THREE, (lock) -> Mono.just(lock.permit())).block())
			.isEqualTo(2);
		held("job..p1", "job..p2", "job..p3");
		Mono<Integer> none = this.locks.reactive().withLock("job", THREE, (lock) -> Mono.just(lock.permit()));
		assertThatExceptionOfType(LockHeldException.class).isThrownBy(none::block);
		assertThat(this.locks.reactive().tryWithLock("job", THREE, (lock) -> Mono.just(lock.permit())).block())
			.isNull();
	}

	@Test
	void areNotTriedAgainByABodyThatFailsAsAnAcquireDoes() {
		AtomicInteger bodies = new AtomicInteger();
		Mono<Object> failing = this.locks.reactive().withLock("job", THREE, (lock) -> {
			bodies.incrementAndGet();
			return Mono.error(new LockHeldException("another"));
		});
		assertThatExceptionOfType(LockHeldException.class).isThrownBy(failing::block)
			.satisfies((ex) -> assertThat(ex.lockName()).isEqualTo("another"));
		assertThat(bodies).hasValue(1);
	}

	@Test
	void areReentrant() {
		this.locks.executeWithoutResult("job", THREE, (outer) -> this.locks.executeWithoutResult("job", THREE,
				(inner) -> assertThat(inner.name()).isEqualTo(outer.name())));
		assertThat(names(Operation.ACQUIRE)).hasSize(1);
	}

	@Test
	void makeTheNameLonger() {
		String longest = "x".repeat(60);
		this.locks.tryAcquire(longest, THREE).orElseThrow().close();
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.locks.tryAcquire(longest, LockOptions.defaults().withPermits(10)));
	}

	private static final class Acquires implements LockListener {

		private final List<AcquireOutcome> outcomes = new CopyOnWriteArrayList<>();

		@Override
		public void acquireEnded(AcquireEvent event) {
			this.outcomes.add(event.outcome());
		}

	}

}
