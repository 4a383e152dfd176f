package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import io.octostore.HolderInfo;
import io.octostore.LockHeldException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.lock.LockListener.AcquireOutcome;
import io.octostore.lock.LockListener.HeldOutcome;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An observer follows a call from its beginning to the end of the lock.
 */
class LockObserverTests {

	private final List<String> seen = new CopyOnWriteArrayList<>();

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final OctoStoreLocks locks = locks(new Recorder());

	private OctoStoreLocks locks(LockObserver observer) {
		return OctoStoreLocks.builder(this.authority)
			.time(this.time, this.time, new Random(1))
			.shutdownTimeout(Duration.ZERO)
			.namePrefix("app")
			.observer(observer)
			.build();
	}

	@AfterEach
	void stop() {
		this.locks.close();
	}

	private void held(String... names) {
		this.authority
			.answering((call) -> (call.operation() == Operation.ACQUIRE && List.of(names).contains(call.name()))
					? new AcquireAnswer.Held(HolderInfo.unknown().withHolder("another"))
					: this.authority.healthyAnswer(call));
	}

	@Test
	void followsACallWithABody() {
		this.locks.executeWithoutResult("job.7", LockOptions.defaults().withLabel("job"), (lock) -> {
			this.seen.add("body");
		});
		assertThat(this.seen).containsExactly("begin app.job.7 as job", "ended ACQUIRED", "handed out app.job.7",
				"open", "body", "close", "over RELEASED");
	}

	@Test
	void closesTheScopeBeforeTheLockWhenTheBodyFails() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.locks.executeWithoutResult("job", (lock) -> {
				throw new IllegalArgumentException("from the body");
			}));
		assertThat(this.seen).endsWith("open", "close", "over RELEASED");
	}

	@Test
	void followsALockThatIsClosedByHand() {
		try (HeldLock lock = this.locks.tryAcquire("job").orElseThrow()) {
			assertThat(this.seen).containsExactly("begin app.job as other", "ended ACQUIRED", "handed out app.job");
			assertThat(lock.isHeld()).isTrue();
		}
		assertThat(this.seen).endsWith("over RELEASED");
	}

	@Test
	void isToldWhyACallGivesUp() {
		held("app.job");
		assertThat(this.locks.tryAcquire("job")).isEmpty();
		assertThat(this.seen).containsExactly("begin app.job as other", "ended HELD contended LockHeldException");
	}

	@Test
	void isToldOfALoss() {
		try (HeldLock lock = this.locks.tryAcquire("job").orElseThrow()) {
			this.time.suspend(Duration.ofHours(1));
			assertThat(lock.isHeld()).isFalse();
		}
		assertThat(this.seen).endsWith("over LOST LockLostException");
	}

	@Test
	void followsOneCallForSeveralPermits() {
		held("app.job..p1", "app.job..p2");
		assertThatExceptionOfType(LockHeldException.class)
			.isThrownBy(() -> this.locks.executeWithoutResult("job", LockOptions.defaults().withPermits(2), (lock) -> {
			}));
		assertThat(this.seen).hasSize(2).first().isEqualTo("begin app.job as other");
		assertThat(this.seen).last().asString().startsWith("ended HELD");
	}

	@Test
	void followsASubscriberInItsContext() {
		Mono<String> inside = Mono.deferContextual((context) -> {
			this.seen.add("body");
			return Mono.just(context.get("inside"));
		});
		String result = this.locks.reactive()
			.withLock("job", LockOptions.defaults(), inside)
			.contextWrite(Context.of("caller", "alice"))
			.block(Duration.ofSeconds(10));
		assertThat(result).isEqualTo("app.job");
		assertThat(this.seen).containsExactly("begin app.job as other for alice", "ended ACQUIRED",
				"handed out app.job", "into", "open", "close", "body", "over RELEASED");
	}

	@Test
	void tellsNothingOfARefusedArgument() {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> this.locks.executeWithoutResult("not a name", (lock) -> {
			}));
		assertThat(this.seen).isEmpty();
	}

	@Test
	void doesNoHarmWhenItFails() {
		List<String> bodies = new ArrayList<>();
		try (OctoStoreLocks failing = locks((name, label, caller) -> {
			throw new IllegalStateException("at the begin");
		})) {
			failing.executeWithoutResult("job", (lock) -> bodies.add("first"));
		}
		try (OctoStoreLocks failing = locks((name, label, caller) -> new FailingAttempt())) {
			failing.executeWithoutResult("job", (lock) -> bodies.add("second"));
			assertThat(failing.tryAcquire("job")).hasValueSatisfying(HeldLock::close);
		}
		assertThat(bodies).containsExactly("first", "second");
	}

	/**
	 * Writes down what it is told.
	 */
	private final class Recorder implements LockObserver {

		@Override
		public Attempt begin(String lockName, String label, ContextView caller) {
			String context = caller.hasKey("caller") ? " for " + caller.get("caller") : "";
			seen.add("begin " + lockName + " as " + label + context);
			return new RecordedAttempt();
		}

	}

	private final class RecordedAttempt implements LockObserver.Attempt, LockObserver.Holding {

		private String name = "";

		private void add(String what, @Nullable Throwable failure) {
			seen.add((failure != null) ? what + " " + failure.getClass().getSimpleName() : what);
		}

		@Override
		public void ended(AcquireOutcome outcome, boolean contended, @Nullable Throwable failure) {
			add("ended " + outcome + (contended ? " contended" : ""), failure);
		}

		@Override
		public LockObserver.Holding handedOut(HeldLock lock) {
			this.name = lock.name();
			add("handed out " + this.name, null);
			return this;
		}

		@Override
		public LockObserver.Scope open() {
			add("open", null);
			return () -> add("close", null);
		}

		@Override
		public Context into(Context context) {
			add("into", null);
			return context.put("inside", this.name);
		}

		@Override
		public void ended(HeldOutcome outcome, @Nullable Throwable loss) {
			add("over " + outcome, loss);
		}

		@Override
		public ContextView forRequests() {
			return Context.of("request", "of " + this.name);
		}

	}

	/**
	 * Fails at all that it is told.
	 */
	private static final class FailingAttempt implements LockObserver.Attempt {

		@Override
		public void ended(AcquireOutcome outcome, boolean contended, @Nullable Throwable failure) {
			throw new IllegalStateException("at the end");
		}

		@Override
		public LockObserver.Holding handedOut(HeldLock lock) {
			throw new IllegalStateException("at the hand-out");
		}

		@Override
		public ContextView forRequests() {
			throw new IllegalStateException("at a request");
		}

	}

}
