package io.octostore.spring.boot.info;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import io.octostore.election.LeaderElection;
import io.octostore.election.Leadership;

/**
 * Tells whether this instance leads: {@code leadership.<election>.isLeader}, and the
 * fencing token of the term if it does.
 *
 * @since 0.1.0
 */
public final class ElectionInfoContributor implements InfoContributor {

	private final List<LeaderElection> elections;

	/**
	 * Create a contributor.
	 * @param elections the elections
	 */
	public ElectionInfoContributor(Collection<? extends LeaderElection> elections) {
		this.elections = List.copyOf(elections);
	}

	/**
	 * Add the elections.
	 * @param builder takes it
	 */
	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> shown = new TreeMap<>();
		for (LeaderElection election : this.elections) {
			shown.put(election.name(),
					election.leadership()
						.map(ElectionInfoContributor::leader)
						.orElseGet(() -> Map.of("isLeader", false)));
		}
		if (!shown.isEmpty()) {
			builder.withDetail("leadership", shown);
		}
	}

	private static Map<String, Object> leader(Leadership leadership) {
		return Map.of("isLeader", true, "fencingToken", leadership.fencingToken());
	}

}
