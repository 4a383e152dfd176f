package io.octostore.embedded;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules for elections at their limits.
 */
class ElectionsTests extends StateBench {

	private static final String ID = "nightly-1";

	private final Elections elections = this.state.elections();

	private Elections.Campaign campaign(String id, String candidate, long ttl) {
		return this.elections.campaign(id, new Elections.Candidate(candidate, null), ttl, this.state.now());
	}

	private static String token(Elections.Campaign campaign) {
		return LeaderToken.of(campaign.lease()).encoded();
	}

	@Test
	void everyElectionHasALeaderOfItsOwn() {
		assertThat(campaign(ID, "a", 30).won()).isTrue();
		assertThat(campaign("nightly-2", "b", 30).won()).isTrue();
		assertThat(this.elections.candidate(campaign(ID, "c", 30).lease()).id()).isEqualTo("a");
	}

	@Test
	void aTermLasts5To300Seconds() {
		assertThat(campaign(ID, "a", 5).lease().expiresAt()).isEqualTo(START.plusSeconds(5));
		assertThat(campaign("nightly-2", "a", 300).lease().expiresAt()).isEqualTo(START.plusSeconds(300));
	}

	@Test
	void aRenewalProlongsTheTermFromNow() {
		Elections.Campaign won = campaign(ID, "a", 10);
		pass(6);
		this.elections.renew(ID, token(won), 20L, this.state.now());
		assertThat(won.lease().expiresAt()).isEqualTo(START.plusSeconds(26));
	}

	@Test
	void everyOperationChecksTheId() {
		String token = token(campaign(ID, "a", 30));
		assertThat(refusal(() -> campaign("short", "a", 30))).isEqualTo(Refusal.INVALID_INPUT);
		assertThat(refusal(() -> this.elections.renew("short", token, null, START))).isEqualTo(Refusal.INVALID_INPUT);
		assertThat(refusal(() -> this.elections.resign("short", token, START))).isEqualTo(Refusal.INVALID_INPUT);
	}

	@Test
	void metadataHasAtMost1024Characters() {
		Elections.Candidate candidate = new Elections.Candidate("a", "m".repeat(1025));
		assertThat(refusal(() -> this.elections.campaign(ID, candidate, null, START))).isEqualTo(Refusal.INVALID_INPUT);
	}

	@Test
	void theLockOfAnElectionSaysWhichCandidateLeads() {
		Elections.Candidate candidate = new Elections.Candidate("a", "zone=1");
		assertThat(this.elections.campaign(ID, candidate, null, START).lease().metadata())
			.isEqualTo("{\"candidate_id\":\"a\",\"metadata\":\"zone=1\"}");
		assertThat(campaign("nightly-2", "b", 30).lease().metadata()).isEqualTo("{\"candidate_id\":\"b\"}");
	}

	@Test
	void countsTermsThatWereResigned() {
		this.elections.resign(ID, token(campaign(ID, "a", 30)), START);
		assertThat(this.state.counters().acquires()).isEqualTo(1);
		assertThat(this.state.counters().releases()).isEqualTo(1);
	}

	@Test
	void atMostTenThousandElectionsHaveALeader() {
		for (int election = 0; election < 10_000; election++) {
			campaign("election-" + election, "a", 6);
		}
		assertThat(refusal(() -> campaign(ID, "a", 30))).isEqualTo(Refusal.CAPACITY_EXCEEDED);
		pass(7);
		assertThat(campaign("election-0", "b", 30).won()).as("in place of a term that ran out").isTrue();
		assertThat(refusal(() -> campaign(ID, "a", 30))).isEqualTo(Refusal.CAPACITY_EXCEEDED);
		pass(3);
		assertThat(campaign(ID, "a", 30).won()).as("after a sweep").isTrue();
	}

	@Test
	void aLeaderTokenIsNeverShown() {
		assertThat(LeaderToken.of(campaign(ID, "a", 30).lease())).hasToString("LeaderToken");
	}

}
