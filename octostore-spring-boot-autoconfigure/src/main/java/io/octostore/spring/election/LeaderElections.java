package io.octostore.spring.election;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;

import io.octostore.election.LeaderElection;

/**
 * The elections of an application, which start and stop with its context: they give
 * leadership up after the web server, message listeners, schedulers and executors have
 * let their work end, and before locks are closed. Thread safe.
 *
 * @since 0.1.0
 */
public final class LeaderElections implements SmartLifecycle {

	/**
	 * The phase: above that of the locks, below those of executors and all that calls
	 * leader-only code. Phases stop from the highest to the lowest.
	 */
	public static final int PHASE = ExecutorConfigurationSupport.DEFAULT_PHASE - 512;

	private final Map<String, LeaderElection> elections = new LinkedHashMap<>();

	private final Predicate<? super LeaderElection> autoStart;

	private volatile boolean running;

	/**
	 * Create a collection.
	 * @param elections the elections
	 * @param autoStart which of them start with the context; the others are started by
	 * the application, and stopped all the same
	 * @throws IllegalStateException if two have the same name
	 */
	public LeaderElections(Collection<? extends LeaderElection> elections,
			Predicate<? super LeaderElection> autoStart) {
		for (LeaderElection election : elections) {
			if (this.elections.put(election.name(), election) != null) {
				throw new IllegalStateException("Two elections are called '" + election.name()
						+ "': give each a name of its own, see LeaderElectionBuilder.name");
			}
		}
		this.autoStart = autoStart;
	}

	/**
	 * Return an election.
	 * @param name its name
	 * @return the election
	 * @throws IllegalArgumentException if there is none of that name
	 */
	public LeaderElection get(String name) {
		return find(name).orElseThrow(() -> new IllegalArgumentException(
				"No election is called '" + name + "', only " + this.elections.keySet()));
	}

	/**
	 * Return an election if it exists.
	 * @param name its name
	 * @return the election, empty if there is none of that name
	 */
	public Optional<LeaderElection> find(String name) {
		return Optional.ofNullable(this.elections.get(name));
	}

	/**
	 * Return all elections.
	 * @return the elections, in no particular order
	 */
	public Collection<LeaderElection> all() {
		return List.copyOf(this.elections.values());
	}

	/**
	 * Start the elections that start with the context.
	 */
	@Override
	public void start() {
		this.running = true;
		this.elections.values().stream().filter(this.autoStart).forEach(LeaderElection::start);
	}

	/**
	 * Stop all elections, and wait until leadership is given up.
	 */
	@Override
	public void stop() {
		stopAll().join();
	}

	/**
	 * Stop all elections.
	 * @param callback run when leadership is given up
	 */
	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // it tells no more than the callback
	public void stop(Runnable callback) {
		stopAll().whenComplete((nothing, failure) -> callback.run());
	}

	private CompletableFuture<Void> stopAll() {
		this.running = false;
		return CompletableFuture.allOf(this.elections.values()
			.stream()
			.map(LeaderElection::stop)
			.toArray((length) -> new CompletableFuture<?>[length]));
	}

	/**
	 * Whether the elections were started with the context.
	 * @return whether they run
	 */
	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * The phase in which elections start and stop.
	 * @return {@link #PHASE}
	 */
	@Override
	public int getPhase() {
		return PHASE;
	}

}
