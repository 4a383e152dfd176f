package io.octostore.election;

import java.util.Map;
import java.util.UUID;

import io.octostore.client.CampaignRequest;
import io.octostore.client.CampaignResult;
import io.octostore.client.Resignation;
import io.octostore.lease.LeaseAuthority.AcquireAnswer;
import io.octostore.lease.LeaseAuthority.EndAnswer;
import io.octostore.testsupport.Fields;

/**
 * What mutants of the leader rooms do instead.
 */
final class Mutations {

	private Mutations() {
	}

	@SuppressWarnings("unchecked")
	static AcquireAnswer believesItsOwnId(ElectionAuthority authority, String room, CampaignResult result) {
		Map<String, CampaignRequest> candidates = (Map<String, CampaignRequest>) Fields.get(authority, "candidates");
		boolean own = result.leader().candidateId().startsWith(candidates.get(room).candidateId());
		return own ? new AcquireAnswer.Granted(UUID.randomUUID(), result.leader().term())
				: new AcquireAnswer.Unavailable(new FollowerException(room), null, false);
	}

	static EndAnswer believed(Object term, Resignation resignation) {
		return new EndAnswer.Ended();
	}

}
