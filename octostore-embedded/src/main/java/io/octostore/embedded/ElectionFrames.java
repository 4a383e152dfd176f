package io.octostore.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The frames of a watch on an election: each tells the state at its time.
 */
final class ElectionFrames implements Watches.Frames {

	/** The frame that breaks the silence. */
	static final String COMMENT = ": keepalive\n\n";

	private final Elections elections;

	private final String id;

	ElectionFrames(Elections elections, String id) {
		this.elections = elections;
		this.id = id;
	}

	@Override
	public void first(EventStream stream, Instant now) {
		stream.send(state(now));
	}

	@Override
	public void next(EventStream stream, LockEvents.Type type, Lease lease, Instant now) {
		stream.send(state(now));
	}

	private String state(Instant now) {
		Lease lease = this.elections.leader(this.id, now);
		Json state = Json.object()
			.put("schema_version", 1)
			.put("election_id", this.id)
			.put("status", (lease != null) ? "leader" : "vacant")
			.put("leader", (lease != null) ? leader(this.elections, lease) : null)
			.put("retry_after_ms", (lease != null) ? lease.remainingMillis(now) : 0)
			.put("observed_at", now);
		return "event: state\nretry:1000\ndata: " + new String(state.toBytes(), StandardCharsets.UTF_8) + "\n\n";
	}

	static Json leader(Elections elections, Lease lease) {
		Elections.Candidate candidate = elections.candidate(lease);
		Json leader = Json.object().put("candidate_id", candidate.id());
		if (candidate.metadata() != null) {
			leader.put("metadata", candidate.metadata());
		}
		return leader.put("term", lease.fencingToken()).put("expires_at", lease.expiresAt());
	}

}
