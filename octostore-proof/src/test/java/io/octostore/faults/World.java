package io.octostore.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import org.jspecify.annotations.Nullable;

import io.octostore.lease.KeeperState;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseTerms;
import io.octostore.lending.VirtualLocks;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A small simulation for one fault: a server and as many instances as a test starts, in
 * good weather unless the test says otherwise. Every holder looks at its lock ten times a
 * second. Session TTL 30 s and lock TTL 60 s unless said otherwise.
 */
final class World {

	final SimulatedTime time = new SimulatedTime();

	final History history = new History();

	final Weather weather = new Weather(new Random(1));

	final SimulatedServer server;

	LeaseTerms terms = LeaseTerms.inSession(Duration.ofSeconds(60), Duration.ofSeconds(30), false);

	private final List<Client> clients = new ArrayList<>();

	World() {
		this(Duration.ofSeconds(5));
	}

	/**
	 * A world whose server sweeps for the first time after a while.
	 */
	World(Duration sweepPhase) {
		this.server = new SimulatedServer(this.time, sweepPhase);
	}

	Client client() {
		Client client = new Client("instance-" + (this.clients.size() + 1));
		this.clients.add(client);
		return client;
	}

	void seconds(double seconds) {
		this.time.advance(Duration.ofMillis(Math.round(seconds * 1000)));
	}

	/**
	 * Everything that must be true of every history is.
	 */
	void verify() {
		this.history.end();
		Checkers.verify("World", this.history);
	}

	/**
	 * One instance.
	 */
	final class Client {

		final SimulatedProcess process;

		final SimulatedNetwork network;

		final VirtualLocks locks;

		private Client(String name) {
			this.process = new SimulatedProcess(World.this.time, name, new Random(name.hashCode()));
			this.network = new SimulatedNetwork(World.this.time, World.this.server, this.process, World.this.weather,
					World.this.history);
			this.locks = new VirtualLocks(this.network, this.process, this.process, new Random(name.hashCode()));
		}

		Claim acquire(String name, double waitSeconds) {
			return new Claim(this, name, waitSeconds);
		}

		/**
		 * Acquire a free lock.
		 */
		Claim hold(String name) {
			Claim claim = acquire(name, 0);
			seconds(0.1);
			assertThat(claim.isGranted()).as("%s has %s", this.process.name(), name).isTrue();
			return claim;
		}

		int unsettled() {
			return KeeperState.unsettled(this.locks.keeper());
		}

	}

	/**
	 * One caller that wants a lock, and has it when it gets it until it is released.
	 */
	final class Claim {

		private final Client client;

		private final VirtualLocks.Attempt attempt;

		private final long askedAt;

		private @Nullable Lease lease;

		private @Nullable Body body;

		private @Nullable Throwable failure;

		private @Nullable Duration waited;

		private Lease.@Nullable ReleaseOutcome released;

		private boolean givenBack;

		private boolean lost;

		private Claim(Client client, String name, double waitSeconds) {
			this.client = client;
			this.askedAt = World.this.time.now();
			this.attempt = client.locks.acquire(name, World.this.terms,
					Duration.ofMillis(Math.round(waitSeconds * 1000)));
			this.attempt.grant().whenComplete((granted, failed) -> {
				this.waited = Duration.ofNanos(World.this.time.now() - this.askedAt);
				this.failure = failed;
				if (granted != null) {
					client.process.later(() -> run(granted), Duration.ZERO);
				}
			});
		}

		private void run(Lease granted) {
			this.lease = granted;
			this.body = World.this.history.handedOut(this.client.process.name(), granted.name(), granted.fencingToken(),
					World.this.time.now());
			look();
		}

		private void look() {
			if (!this.givenBack && !this.lost) {
				isHeld();
				this.client.process.later(this::look, Duration.ofMillis(100));
			}
		}

		boolean isHeld() {
			boolean held = lease().isHeld();
			if (this.body != null) {
				this.body.read(World.this.time.now(), held);
			}
			if (!held) {
				this.lost = true;
				this.client.network.ended(lease().name(), lease().fencingToken());
			}
			return held;
		}

		boolean isGranted() {
			return this.lease != null;
		}

		boolean isDone() {
			return this.attempt.grant().isDone();
		}

		Lease lease() {
			Lease granted = this.lease;
			assertThat(granted).as("the caller has a lease").isNotNull();
			return Objects.requireNonNull(granted);
		}

		@Nullable Throwable failure() {
			return this.failure;
		}

		/**
		 * How long the caller waited for the lock or the failure.
		 */
		@Nullable Duration waited() {
			return this.waited;
		}

		void interrupt() {
			this.attempt.interrupt();
		}

		Claim release() {
			this.givenBack = true;
			this.client.network.ended(lease().name(), lease().fencingToken());
			this.client.locks.release(lease(), (outcome) -> this.released = outcome);
			return this;
		}

		Lease.@Nullable ReleaseOutcome released() {
			return this.released;
		}

	}

}
