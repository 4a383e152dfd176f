package io.octostore.spring.boot.metrics;

import java.util.Collection;
import java.util.List;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.octostore.election.LeaderElection;

/**
 * Meters of leader elections:
 * <ul>
 * <li>{@code octostore.election.leader}: gauge, 1 while this instance leads, else 0;
 * {@code election.name}</li>
 * </ul>
 * The sum over all instances is 1 while an instance leads: alert where it is 0 for long.
 * Thread safe.
 *
 * @since 0.1.0
 */
public final class ElectionMetrics implements MeterBinder {

	private final List<LeaderElection> elections;

	/**
	 * Create the meters.
	 * @param elections the elections
	 */
	public ElectionMetrics(Collection<? extends LeaderElection> elections) {
		this.elections = List.copyOf(elections);
	}

	/**
	 * Measure in a registry from now on.
	 * @param registry the registry
	 */
	@Override
	public void bindTo(MeterRegistry registry) {
		for (LeaderElection election : this.elections) {
			Gauge.builder("octostore.election.leader", election, (read) -> read.isLeader() ? 1 : 0)
				.tag("election.name", election.name())
				.description("Whether this instance leads")
				.strongReference(true)
				.register(registry);
		}
	}

}
