package io.octostore.election;

import java.util.Map;
import java.util.UUID;

import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.client.CampaignRequest;
import io.octostore.client.CampaignResult;
import io.octostore.faults.Fields;
import io.octostore.testsupport.ScriptedAuthority;

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
		return own ? new AcquireAnswer.Granted(new LeaseId(UUID.randomUUID().toString()), result.leader().term())
				: ScriptedAuthority.held();
	}

}
