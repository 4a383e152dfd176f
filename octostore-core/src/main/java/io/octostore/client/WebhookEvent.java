package io.octostore.client;

import java.time.Instant;
import java.util.Optional;

/**
 * Event about a lock of the webhook's user, as a server posted it. A hint, old when it
 * arrives; events may be lost and may arrive in another order. Only the answer to an
 * acquire says whether the caller has a lock.
 *
 * @param type what happened
 * @param lockName name of the lock
 * @param holderId public id of the holder, empty before server release v0.14.0
 * @param fencingToken fencing token of the lease, empty before server release v0.14.0 if
 * the lock is free. The event with the larger token is about the later lease
 * @param timestamp when it happened, by the server's clock
 * @since 0.1.0
 */
public record WebhookEvent(LockEvent.Type type, String lockName, Optional<String> holderId, Optional<Long> fencingToken,
		Instant timestamp) {

	/**
	 * Read a body whose signature was checked.
	 * @param body the bytes
	 * @return the event
	 * @throws MalformedAnswerException if the body is no event
	 */
	static WebhookEvent read(byte[] body) {
		JsonObject event = JsonObject.read(body);
		LockEvent.Type type = LockAnswers.eventType(event.string("event"));
		if (type == null) {
			throw new MalformedAnswerException("member 'event' is unknown");
		}
		return new WebhookEvent(type, event.string("lock"), Optional.ofNullable(event.optionalString("holder_id")),
				Optional.ofNullable(event.optionalInteger("fencing_token")), event.instant("timestamp"));
	}

}
