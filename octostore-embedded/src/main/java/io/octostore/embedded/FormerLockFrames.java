package io.octostore.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The frames of a watch on a lock before 0.14: no present state, all secrets.
 */
final class FormerLockFrames implements Watches.Frames {

	private final LockJson json;

	FormerLockFrames(LockJson json) {
		this.json = json;
	}

	@Override
	public void first(EventStream stream, Instant now) {
		// a watch began with the first event
	}

	@Override
	public void next(EventStream stream, LockEvents.Type type, Lease lease, Instant now) {
		Json data = Json.object().put("event", type.label()).put("lock_name", lease.name());
		if (type == LockEvents.Type.ACQUIRED || type == LockEvents.Type.RENEWED) {
			data.put("lock", this.json.record(lease));
		}
		data.put("timestamp", now);
		stream.sendOrDrop("data: " + new String(data.toBytes(), StandardCharsets.UTF_8) + "\n\n");
	}

}
