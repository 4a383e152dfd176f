package io.octostore.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.assertj.core.api.AssertProvider;

import io.octostore.client.OctoStoreClient;
import io.octostore.embedded.LockSnapshot;
import io.octostore.embedded.NetworkCut;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.OctoStoreLocksBuilder;

/**
 * A server inside the test, and what a test wants to do to the application that uses it:
 * have others hold a lock, take a lock away, let time pass.
 *
 * <pre class="code">
 * octostore.hold("nightly-report");
 * job.createReport();
 * assertThat(octostore).wasSkipped("nightly-report");
 * </pre>
 *
 * The server speaks the real protocol over HTTP on the loopback interface; the
 * application uses it as it would use any other. Names of locks are full names,
 * {@code [prefix.]name[.key]}. Thread safe.
 *
 * @since 0.1.0
 */
public final class TestOctoStore implements AssertProvider<OctoStoreAssert>, AutoCloseable {

	private static final String USER = "application";

	private static final String TOKEN = "token-of-the-test";

	/** The longest time that a lock is held without renewal. */
	private static final Duration OTHERS_TTL = Duration.ofHours(1);

	/** Not worth waiting for a confirmation, which itself takes a few milliseconds. */
	private static final Duration SHORT_STEP = Duration.ofMillis(100);

	private final OctoStoreServer server = OctoStoreServer.builder().token(USER, TOKEN).start();

	/** How far the clock of applications is ahead. */
	private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

	private final Observations observations = new Observations();

	private final Applications applications = new Applications(this.observations);

	private final List<Instance> instances = new ArrayList<>();

	private volatile boolean observing;

	private TestOctoStore() {
	}

	/**
	 * Starts a server.
	 * @return the running server, to be closed by the caller
	 */
	public static TestOctoStore start() {
		return new TestOctoStore();
	}

	/**
	 * Where the application finds the server.
	 * @return the URL
	 */
	public String baseUrl() {
		return this.server.baseUrl().toString();
	}

	/**
	 * The bearer token of the application.
	 * @return the token, which is good for this server only
	 */
	public String token() {
		return TOKEN;
	}

	/**
	 * The server: faults, restarts, recorded requests and events.
	 * @return the server
	 */
	public OctoStoreServer server() {
		return this.server;
	}

	/**
	 * Starts one more instance of the application: locks of its own, under the same
	 * token. They are closed at the next {@link #reset()}.
	 * @return the locks of the instance
	 */
	public OctoStoreLocks newInstance() {
		OctoStoreClient client = OctoStoreClient.create(baseUrl(), TOKEN);
		OctoStoreLocksBuilder builder = OctoStoreLocks.builder(client.reactive());
		customize(builder);
		OctoStoreLocks locks = builder.build();
		attach(locks);
		synchronized (this.instances) {
			this.instances.add(new Instance(client, locks));
		}
		return locks;
	}

	/**
	 * Prepares locks that the test builds by itself: they follow the time of this test,
	 * and tell it what was skipped and lost. {@link #attach} the built locks afterwards.
	 * @param builder the builder of locks that use this server
	 */
	public void customize(OctoStoreLocksBuilder builder) {
		builder.clockAhead(this.ahead::get).listener(this.observations);
		this.observing = true;
	}

	/**
	 * Makes locks that the test builds by itself known, so that they notice at once what
	 * is done to them.
	 * @param locks locks that use this server
	 */
	public void attach(OctoStoreLocks locks) {
		this.applications.add(locks);
	}

	/**
	 * Lets another instance hold the lock from now on: for one hour of the server's time,
	 * until {@link #free} or {@link #reset()}.
	 * @param name full name of the lock
	 * @throws IllegalStateException if the lock is held already
	 */
	public void hold(String name) {
		Objects.requireNonNull(name, "name must not be null");
		if (this.server.holds(name)) {
			throw new IllegalStateException(
					"Lock '" + name + "' is held already: takeAway(..) makes the application lose it");
		}
		this.server.steal(name, OTHERS_TTL);
	}

	/**
	 * Lets the other instance release a lock; callers that wait for it notice at once.
	 * @param name full name of the lock
	 * @throws IllegalStateException if the lock is free, or the application holds it
	 */
	public void free(String name) {
		if (held(name).user().isPresent()) {
			throw new IllegalStateException(
					"Lock '" + name + "' is held by the application: expire(..) makes it lose the lock");
		}
		this.server.expire(name);
		this.server.sweep();
	}

	/**
	 * Lets the application lose the lock, because another instance has it now. When this
	 * returns, the application has noticed, unless it could not within two seconds:
	 * because of a fault, or because it is not {@linkplain #attach known} here.
	 * @param name full name of the lock
	 * @throws IllegalStateException if the lock is free
	 */
	public void takeAway(String name) {
		LockSnapshot lease = held(name);
		this.server.steal(name, OTHERS_TTL);
		this.applications.awaitLoss(name, lease.fencingToken());
	}

	/**
	 * Lets the application lose the lock, because it ran out; it is free now. When this
	 * returns, the application has noticed, as with {@link #takeAway}.
	 * @param name full name of the lock
	 * @throws IllegalStateException if the lock is free
	 */
	public void expire(String name) {
		LockSnapshot lease = held(name);
		this.server.expire(name);
		this.server.sweep();
		this.applications.awaitLoss(name, lease.fencingToken());
	}

	/**
	 * Time goes by, for the server and for applications alike. Applications keep what
	 * they hold by renewing it, as far as the server lets them; what others hold runs
	 * out. An hour takes a few seconds while the application holds a lock, and almost no
	 * time if it does not; up to five seconds more if the application gets no answer from
	 * the server. The time for which callers wait for a lock is real all the same.
	 * @param duration how much time; not negative
	 */
	public void advanceTime(Duration duration) {
		requireNotNegative(duration);
		Duration left = duration;
		boolean reachable = true;
		while (!left.isZero()) {
			Duration step = reachable ? step(left) : left;
			pass(step);
			if (step.compareTo(SHORT_STEP) < 0) {
				this.applications.confirm();
			}
			else if (reachable) {
				reachable = this.applications.awaitConfirmation(step);
			}
			left = left.minus(step);
		}
	}

	/**
	 * How much time can pass at once without costing a lock.
	 */
	private Duration step(Duration left) {
		Duration authority = this.applications.shortestAuthority();
		if (authority == null) {
			return left;
		}
		Duration step = authority.dividedBy(3).plus(SHORT_STEP);
		return (step.compareTo(left) < 0) ? step : left;
	}

	/**
	 * Time goes by while applications stand still, as in a long garbage collection or on
	 * a suspended machine: they renew nothing. When this returns they have lost what they
	 * claim no longer than that without renewal: 80 % of the TTL of a lock and of the
	 * session under it, 24 seconds by default.
	 * @param duration how much time; not negative
	 */
	public void pauseApplication(Duration duration) {
		requireNotNegative(duration);
		pass(duration);
		this.applications.confirm();
	}

	/**
	 * Cuts the network between the server and all applications. They lose what they hold
	 * when they could not renew it for too long; see {@link #pauseApplication}.
	 * @return the cut, to be healed by closing it or by {@link #reset()}
	 */
	public NetworkCut cutNetwork() {
		return this.server.faults().cutNetwork(TOKEN);
	}

	/**
	 * Makes everything fit for the next test: additional instances are closed, the server
	 * is up, all locks are free, which applications that still hold one notice, nothing
	 * goes wrong any more, and what happened is forgotten. Time and fencing tokens do not
	 * go back.
	 */
	public void reset() {
		closeInstances();
		this.server.reset();
		this.applications.awaitLosses();
		this.observations.clear();
		this.server.reset();
	}

	/**
	 * The assertions, as AssertJ asks for them.
	 * @return the assertions
	 */
	@Override
	public OctoStoreAssert assertThat() {
		return new OctoStoreAssert(this.server, this.observing ? this.observations : null);
	}

	/**
	 * Closes additional instances and the server.
	 */
	@Override
	public void close() {
		closeInstances();
		this.server.close();
	}

	private void pass(Duration duration) {
		// The application first: it must not claim what the server gives to others
		this.ahead.updateAndGet((before) -> before.plus(duration));
		this.server.advanceTime(duration);
	}

	private LockSnapshot held(String name) {
		Objects.requireNonNull(name, "name must not be null");
		return this.server.heldLocks()
			.stream()
			.filter((lock) -> lock.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"Lock '" + name + "' is not held; held locks: " + this.server.heldLocks()));
	}

	private void closeInstances() {
		List<Instance> closing;
		synchronized (this.instances) {
			closing = new ArrayList<>(this.instances);
			this.instances.clear();
		}
		for (Instance instance : closing) {
			this.applications.remove(instance.locks());
			instance.locks().close(Duration.ZERO);
			instance.client().close();
		}
	}

	private static void requireNotNegative(Duration duration) {
		Objects.requireNonNull(duration, "duration must not be null");
		if (duration.isNegative()) {
			throw new IllegalArgumentException("duration must not be negative, but is " + duration);
		}
	}

	/**
	 * What {@link #newInstance()} started.
	 *
	 * @param client the client
	 * @param locks the locks
	 */
	private record Instance(OctoStoreClient client, OctoStoreLocks locks) {

	}

}
