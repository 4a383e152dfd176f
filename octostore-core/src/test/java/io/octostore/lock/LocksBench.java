package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;

import io.octostore.OctoStoreException;
import io.octostore.authority.LockAuthority;
import io.octostore.authority.WatchSignal;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Locks in virtual time, whose server says what the test wants.
 */
abstract class LocksBench {

	static final LockOptions NOW = LockOptions.defaults();

	static final LockOptions WAITING = NOW.withWaitFor(Duration.ofSeconds(10));

	final SimulatedTime time = new SimulatedTime(Duration.ofDays(3));

	final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	final RecordingListener listener = new RecordingListener();

	static final int BUDGET_OF_STREAMS = 16;

	/** Longer than the last in line waits after a hint, where answers take no time. */
	static final Duration LONGEST_PLACE = Duration.ofMillis(5);

	final ScriptedWatches watches = new ScriptedWatches();

	OctoStoreLocks locks = builder().build();

	final List<Thread> threads = new ArrayList<>();

	OctoStoreLocksBuilder builder() {
		return OctoStoreLocks.builder(this.authority.watched(this.watches))
			.time(this.time, this.time, new Random(1))
			.shutdownTimeout(Duration.ZERO)
			.listener(this.listener);
	}

	@AfterEach
	void stop() throws InterruptedException {
		for (Thread thread : this.threads) {
			thread.interrupt();
			thread.join(TimeUnit.SECONDS.toMillis(10));
			assertThat(thread.isAlive()).as("test thread has ended").isFalse();
		}
		this.authority.healthy();
		this.listener.handedOut.forEach(HeldLock::close);
		this.locks.close();
	}

	void held() {
		answer(Operation.ACQUIRE, ScriptedAuthority.held("somebody", "host-2", Duration.ofHours(1)));
	}

	void answer(Operation operation, Object answer) {
		this.authority
			.answering((call) -> (call.operation() == operation) ? answer : this.authority.healthyAnswer(call));
	}

	void leaveOpen(Operation operation) {
		this.authority.answering((call) -> (call.operation() == operation) ? null : this.authority.healthyAnswer(call));
	}

	int count(Operation operation) {
		return this.authority.calls(operation).size();
	}

	/**
	 * Run something that blocks on a thread of its own.
	 */
	<T> CompletableFuture<T> start(Blocking<T> blocking) {
		CompletableFuture<T> result = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				result.complete(blocking.run());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		this.threads.add(thread);
		thread.start();
		return result;
	}

	/**
	 * Start to acquire, and go on when the caller has left the serial context: what the
	 * test does from then on happens before its call returns.
	 */
	CompletableFuture<HeldLock> startAcquire(String name, LockOptions options) {
		int before = Control.of(this.locks).activity().waiting();
		CompletableFuture<HeldLock> result = start(() -> this.locks.acquire(name, options));
		Thread caller = this.threads.get(this.threads.size() - 1);
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> result.isDone() || (Control.of(this.locks).activity().waiting() > before && isParked(caller)));
		return result;
	}

	static boolean isParked(Thread thread) {
		return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
	}

	static <T> T get(CompletableFuture<T> future) throws Exception {
		return future.get(10, TimeUnit.SECONDS);
	}

	static Throwable failure(CompletableFuture<?> future) {
		try {
			future.get(10, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		catch (Exception ex) {
			return ex;
		}
		throw new AssertionError("Expected a failure");
	}

	interface Blocking<T> {

		T run() throws Throwable;

	}

	static final class Broken extends OctoStoreException {

		Broken() {
			super("broken");
		}

	}

	/**
	 * Watches that say what a test wants; none are to be had unless it says so.
	 */
	static final class ScriptedWatches implements ScriptedAuthority.Watches {

		final Map<Object, String> names = new ConcurrentHashMap<>();

		final Map<Object, Consumer<? super WatchSignal>> listeners = new ConcurrentHashMap<>();

		volatile boolean available;

		volatile int opened;

		@Override
		public LockAuthority.Watch watch(String name, Consumer<? super WatchSignal> signals) {
			this.opened++;
			if (!this.available) {
				signals.accept(WatchSignal.ENDED);
				return () -> {
				};
			}
			Object stream = new Object();
			this.names.put(stream, name);
			this.listeners.put(stream, signals);
			return () -> this.names.remove(stream);
		}

		List<Object> open(String name) {
			return this.names.entrySet()
				.stream()
				.filter((entry) -> entry.getValue().equals(name))
				.map(Map.Entry::getKey)
				.toList();
		}

		void say(String name, WatchSignal signal) {
			open(name).forEach((stream) -> this.listeners.get(stream).accept(signal));
		}

	}

	static final class RecordingListener implements LockListener {

		final List<String> events = new CopyOnWriteArrayList<>();

		final List<HeldLock> handedOut = new CopyOnWriteArrayList<>();

		@Override
		public void acquireEnded(AcquireEvent event) {
			this.events.add(event.outcome() + " " + event.label() + " " + event.contended());
		}

		@Override
		public void lockHandedOut(HandOutEvent event) {
			this.events.add("out " + event.label());
			this.handedOut.add(event.lock());
		}

		@Override
		public void lockEnded(EndEvent event) {
			this.events.add("ended " + event.label() + " " + event.outcome());
		}

		@Override
		public void lockAtRisk(RiskEvent event) {
			this.events.add("at risk " + event.lockName());
		}

		@Override
		public void lockLost(LossEvent event) {
			this.events.add("lost " + event.loss().name() + " " + event.loss().reason());
		}

		@Override
		public void leaseRenewed(ConfirmEvent event) {
			this.events.add("renewed " + event.outcome());
		}

		@Override
		public void sessionKeptAlive(ConfirmEvent event) {
			this.events.add("kept " + event.outcome());
		}

	}

}
