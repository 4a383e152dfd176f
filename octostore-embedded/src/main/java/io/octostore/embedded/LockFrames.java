package io.octostore.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The frames of a watch on a lock.
 */
final class LockFrames implements Watches.Frames {

	/** The frame that breaks the silence. */
	static final String COMMENT = ":\n\n";

	private final LockTable locks;

	private final String name;

	LockFrames(LockTable locks, String name) {
		this.locks = locks;
		this.name = name;
	}

	@Override
	public void first(EventStream stream, Instant now) {
		Lease lease = this.locks.find(this.name);
		if (lease != null && !lease.isOverFor(now)) {
			stream.send(held(LockEvents.Type.ACQUIRED, lease, now));
		}
		else {
			stream.send(free(LockEvents.Type.RELEASED, now));
		}
	}

	@Override
	public void next(EventStream stream, LockEvents.Type type, Lease lease, Instant now) {
		stream.send(switch (type) {
			case ACQUIRED, RENEWED -> held(type, lease, now);
			case RELEASED, EXPIRED -> free(type, now);
		});
	}

	private String held(LockEvents.Type type, Lease lease, Instant now) {
		return frame(event(type).put("fencing_token", lease.fencingToken())
			.put("expires_at", lease.expiresAt())
			.put("observed_at", now));
	}

	private String free(LockEvents.Type type, Instant now) {
		return frame(event(type).put("observed_at", now));
	}

	private Json event(LockEvents.Type type) {
		return Json.object().put("event", type.label()).put("lock_name", this.name);
	}

	private static String frame(Json data) {
		return "data: " + new String(data.toBytes(), StandardCharsets.UTF_8) + "\n\n";
	}

}
