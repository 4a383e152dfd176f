package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Decodes the answers of the lock endpoints.
 */
final class LockAnswers {

	private static final String USER = "user:";

	private LockAnswers() {
	}

	/**
	 * Decode the answer to an acquire, which is told by its body before its status: held
	 * is 200, and delayed is 409 like real conflicts.
	 * @param request what was asked for
	 * @param operation the operation that was answered
	 * @param answer the answer
	 * @return the result
	 */
	static AcquireResult acquire(AcquireRequest request, Operation<?> operation, Answer answer) {
		if (Verdict.of(operation.endpoint(), answer) != Verdict.ANSWERED) {
			throw Refusals.of(operation, answer);
		}
		try {
			JsonObject body = JsonObject.read(answer.body());
			String status = body.optionalString("status");
			return switch ((status != null) ? status : "") {
				case "acquired" -> acquired(request, operation, answer, body);
				case "held" -> held(answer, body);
				case "delayed" -> delayed(answer, body);
				default -> throw new MalformedAnswerException("member 'status' is missing or unknown");
			};
		}
		catch (MalformedAnswerException ex) {
			throw Refusals.protocol(operation, answer, "a body that is not an acquire answer: " + ex.defect());
		}
	}

	/**
	 * Say whether an answer with status 409, which has no code, says that the lock is in
	 * its cooling period.
	 * @param answer the answer
	 * @return whether it does
	 */
	static boolean isDelayed(Answer answer) {
		try {
			JsonObject body = answer.isJson() ? JsonObject.read(answer.body()) : null;
			return body != null && "delayed".equals(body.optionalString("status"))
					&& body.optionalInstant("available_at") != null;
		}
		catch (MalformedAnswerException ex) {
			return false;
		}
	}

	/**
	 * Say whether an answer is a list of locks as servers older than v0.8.0 write it.
	 * @param answer the answer
	 * @return whether it is
	 */
	static boolean isOldList(Answer answer) {
		try {
			JsonObject body = (answer.isSuccess() && answer.isJson()) ? JsonObject.read(answer.body()) : null;
			return body != null && !body.has("total") && list(null, body) != null;
		}
		catch (MalformedAnswerException ex) {
			return false;
		}
	}

	private static AcquireResult acquired(AcquireRequest request, Operation<?> operation, Answer answer,
			JsonObject body) {
		Duration renewAfter = body.optionalMillis("renew_after_ms");
		AcquireResult.Acquired acquired = new AcquireResult.Acquired(body.uuid("lease_id"), body.count("fencing_token"),
				body.instant("expires_at"), Optional.ofNullable(renewAfter), metadata(body));
		if (request.needsProof() && renewAfter == null && answer.requestId() == null) {
			// Not given back: an old server may have granted what another client has.
			throw Refusals.tooOld(operation, " was granted until its TTL is over, but");
		}
		return acquired;
	}

	private static AcquireResult held(Answer answer, JsonObject body) {
		Instant expiresAt = body.instant("expires_at");
		return new AcquireResult.Held(holder(body), expiresAt, retryAfter(answer, body, expiresAt), metadata(body));
	}

	private static AcquireResult delayed(Answer answer, JsonObject body) {
		Instant availableAt = body.instant("available_at");
		return new AcquireResult.Delayed(availableAt, Duration.ofSeconds(body.count("lock_delay_seconds")),
				retryAfter(answer, body, availableAt));
	}

	private static Optional<Duration> retryAfter(Answer answer, JsonObject body, Instant end) {
		Duration hint = body.optionalMillis("retry_after_ms");
		return Optional.ofNullable((hint != null) ? hint : answer.timeUntil(end));
	}

	private static Optional<String> holder(JsonObject body) {
		return Optional.ofNullable(body.optionalString("holder_id"));
	}

	private static Optional<String> metadata(JsonObject body) {
		return Optional.ofNullable(body.optionalString("metadata"));
	}

	static RenewResult renewal(UUID leaseId, JsonObject body) {
		UUID answered = body.uuid("lease_id");
		if (!answered.equals(leaseId)) {
			throw new IdentityMismatchException("lease");
		}
		return new RenewResult(answered, body.instant("expires_at"),
				Optional.ofNullable(body.optionalMillis("renew_after_ms")));
	}

	static LockInfo status(String name, JsonObject body) {
		if (!body.string("name").equals(name)) {
			throw new IdentityMismatchException("lock");
		}
		LockStatus status = switch (body.string("status")) {
			case "held" -> LockStatus.HELD;
			case "free" -> LockStatus.FREE;
			default -> throw new MalformedAnswerException("member 'status' is unknown");
		};
		return new LockInfo(name, status, holder(body), body.count("fencing_token"),
				Optional.ofNullable(body.optionalInstant("expires_at")), metadata(body),
				body.optionalObject("acl").map(LockAnswers::aclInfo));
	}

	static LockAclInfo acl(String name, JsonObject body) {
		if (!body.string("name").equals(name)) {
			throw new IdentityMismatchException("lock");
		}
		return aclInfo(body.object("acl"));
	}

	private static LockAclInfo aclInfo(JsonObject acl) {
		List<String> entries = acl.strings("acquire");
		List<String> users = entries.stream()
			.filter((entry) -> entry.startsWith(USER))
			.map((entry) -> entry.substring(USER.length()))
			.toList();
		return new LockAclInfo(users, entries.size() - users.size());
	}

	/**
	 * Decode a frame of a watch. One that is of no use says nothing.
	 */
	static @Nullable LockEvent event(JsonObject body) {
		LockEvent.Type type = eventType(body.optionalString("event"));
		String name = body.optionalString("lock_name");
		return (type != null && name != null)
				? new LockEvent(type, name, Optional.ofNullable(body.optionalInteger("fencing_token")),
						Optional.ofNullable(body.optionalInstant("expires_at")),
						Optional.ofNullable(body.optionalInstant("observed_at")))
				: null;
	}

	static LockEvent.@Nullable Type eventType(@Nullable String name) {
		for (LockEvent.Type type : LockEvent.Type.values()) {
			if (type.name().toLowerCase(Locale.ROOT).equals(name)) {
				return type;
			}
		}
		return null;
	}

	/**
	 * Decode a list of locks of either generation. Servers older than v0.8.0 do not know
	 * prefixes and ignore them; then the list is restricted here.
	 * @param prefix the prefix that was asked for, or {@code null}
	 * @param body the body
	 * @return the list
	 */
	static LockList list(@Nullable String prefix, JsonObject body) {
		List<UserLock> locks = body.objects("locks").stream().map(LockAnswers::userLock).toList();
		if (body.has("total")) {
			return new LockList(locks, body.optionalString("prefix"), false);
		}
		if (prefix != null) {
			locks = locks.stream().filter((lock) -> lock.name().startsWith(prefix)).collect(Collectors.toList());
		}
		return new LockList(locks, prefix, true);
	}

	private static UserLock userLock(JsonObject lock) {
		return new UserLock(lock.string("name"), holder(lock), Optional.ofNullable(lock.optionalUuid("lease_id")),
				lock.count("fencing_token"), lock.instant("expires_at"), metadata(lock));
	}

}
