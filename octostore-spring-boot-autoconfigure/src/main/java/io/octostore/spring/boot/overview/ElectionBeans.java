package io.octostore.spring.boot.overview;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.octostore.election.LeaderElection;
import io.octostore.election.Leadership;

/**
 * The elections of this application that are beans. Thread safe.
 *
 * @since 0.1.0
 */
public final class ElectionBeans implements ElectionSource {

	private final Supplier<? extends Stream<LeaderElection>> elections;

	private final String instance;

	/**
	 * Create a source.
	 * @param elections gives the elections; called at each look
	 * @param instance name of this instance
	 */
	public ElectionBeans(Supplier<? extends Stream<LeaderElection>> elections, String instance) {
		this.elections = elections;
		this.instance = instance;
	}

	@Override
	public List<Overview.Election> elections() {
		return this.elections.get().map(this::election).toList();
	}

	private Overview.Election election(LeaderElection election) {
		Optional<Leadership> leadership = election.leadership();
		return new Overview.Election(election.name(), leadership.isPresent() ? this.instance : null,
				leadership.isPresent(), leadership.map(Leadership::fencingToken).orElse(null),
				leadership.map(Leadership::remaining).orElse(null));
	}

}
