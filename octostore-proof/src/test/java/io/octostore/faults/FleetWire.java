package io.octostore.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreNetworkException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.Attempt;
import io.octostore.authority.AuthorityTraits;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.authority.LockAuthority;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.authority.WatchSignal;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

/**
 * The way of a whole fleet to one server, which answers after five milliseconds, or
 * refuses connections while it is down. Counts the requests of each tenth of a second.
 */
final class FleetWire {

	private static final Duration LATENCY = Duration.ofMillis(5);

	private static final long BUCKET = Duration.ofMillis(100).toNanos();

	private final SimulatedTime time;

	private final SimulatedServer server;

	private final TreeMap<Long, Integer> requests = new TreeMap<>();

	private final Map<Operation, Integer> operations = new HashMap<>();

	private final List<Runnable> listeners = new ArrayList<>();

	FleetWire(SimulatedTime time, SimulatedServer server) {
		this.time = time;
		this.server = server;
	}

	/**
	 * The server stops; all connections end.
	 */
	void goDown() {
		this.server.goDown();
		List.copyOf(this.listeners).forEach(Runnable::run);
	}

	void forget() {
		this.requests.clear();
		this.operations.clear();
	}

	int total() {
		return this.requests.values().stream().mapToInt(Integer::intValue).sum();
	}

	int count(Operation operation) {
		return this.operations.getOrDefault(operation, 0);
	}

	/**
	 * The most requests in any window of some length.
	 */
	int peak(Duration window) {
		int buckets = (int) (window.toNanos() / BUCKET);
		int most = 0;
		for (long first : this.requests.keySet()) {
			int sum = this.requests.subMap(first, first + buckets).values().stream().mapToInt(Integer::intValue).sum();
			most = Math.max(most, sum);
		}
		return most;
	}

	private <A> void exchange(Operation operation, Supplier<A> answer, Supplier<A> refused,
			Consumer<? super A> consumer) {
		this.requests.merge(this.time.now() / BUCKET, 1, Integer::sum);
		this.operations.merge(operation, 1, Integer::sum);
		this.time.schedule(() -> consumer.accept(this.server.isDown() ? refused.get() : answer.get()), LATENCY);
	}

	private static OctoStoreNetworkException refused() {
		return OctoStoreNetworkException.notSent("connection refused", null);
	}

	LockAuthority authority() {
		return new LockAuthority() {

			@Override
			public AuthorityTraits traits() {
				return ScriptedAuthority.TRAITS;
			}

			@Override
			public void createSession(Duration ttl, Attempt attempt, Consumer<? super SessionAnswer> answer) {
				exchange(Operation.CREATE_SESSION, () -> FleetWire.this.server.createSession(ttl.toNanos()),
						() -> new SessionAnswer.Failed(refused()), answer);
			}

			@Override
			public void keepAlive(SessionId session, Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
				exchange(Operation.KEEP_ALIVE, () -> FleetWire.this.server.keepAlive(session),
						() -> new ConfirmAnswer.Uncertain(refused(), null), answer);
			}

			@Override
			public void countLocks(SessionId session, Attempt attempt, Consumer<? super OptionalInt> answer) {
				exchange(Operation.COUNT_LOCKS, () -> FleetWire.this.server.countLocks(session), OptionalInt::empty,
						answer);
			}

			@Override
			public void endSession(SessionId session, Attempt attempt, Consumer<? super EndAnswer> answer) {
				exchange(Operation.END_SESSION, () -> FleetWire.this.server.endSession(session),
						() -> new EndAnswer.Unknown(refused()), answer);
			}

			@Override
			public void acquire(String name, Duration ttl, @Nullable SessionId session, Attempt attempt,
					Consumer<? super AcquireAnswer> answer) {
				exchange(Operation.ACQUIRE, () -> FleetWire.this.server.acquire(name, ttl.toNanos(), session),
						() -> new AcquireAnswer.Failed(refused(), false, false), answer);
			}

			@Override
			public void renew(String name, LeaseId lease, Duration ttl, Attempt attempt,
					Consumer<? super ConfirmAnswer> answer) {
				exchange(Operation.RENEW, () -> FleetWire.this.server.renew(name, lease, ttl.toNanos()),
						() -> new ConfirmAnswer.Uncertain(refused(), null), answer);
			}

			@Override
			public void release(String name, LeaseId lease, Attempt attempt, Consumer<? super EndAnswer> answer) {
				exchange(Operation.RELEASE, () -> FleetWire.this.server.release(name, lease),
						() -> new EndAnswer.Unknown(refused()), answer);
			}

			@Override
			public Watch watch(String name, Consumer<? super WatchSignal> signals) {
				signals.accept(WatchSignal.ENDED);
				return () -> {
				};
			}

			@Override
			public void onDisconnect(Runnable listener) {
				FleetWire.this.listeners.add(listener);
			}

		};
	}

}
