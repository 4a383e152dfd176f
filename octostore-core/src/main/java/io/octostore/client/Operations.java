package io.octostore.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.octostore.ErrorCode;
import io.octostore.LockNameRule;
import io.octostore.OctoStoreServerException;

/**
 * Makes an {@link Operation} of each call of the API; checks the arguments.
 */
final class Operations {

	/**
	 * Result of operations that have none.
	 */
	static final Object DONE = new Object();

	private static final UUID NO_SESSION = new UUID(0, 0);

	/**
	 * Largest list or document, which unlike other answers grow with the server.
	 */
	static final int MAX_LIST_SIZE = 4 * 1024 * 1024;

	private final Targets targets;

	private final LockNameRule nameRule;

	private final ElectionOperations elections;

	private final WebhookOperations webhooks;

	private final AdminOperations admin;

	Operations(BaseUrl baseUrl, LockNameRule nameRule, int maxResponseSize) {
		this.targets = new Targets(baseUrl, maxResponseSize);
		this.nameRule = nameRule;
		this.elections = new ElectionOperations(this.targets);
		this.webhooks = new WebhookOperations(this.targets);
		this.admin = new AdminOperations(this.targets, (name) -> lockPath(name, ""));
	}

	/**
	 * The address of the server, in one form.
	 */
	String server() {
		return this.targets.server();
	}

	LockNameRule nameRule() {
		return this.nameRule;
	}

	ElectionOperations elections() {
		return this.elections;
	}

	WebhookOperations webhooks() {
		return this.webhooks;
	}

	AdminOperations admin() {
		return this.admin;
	}

	Operation<Health> health() {
		return operation(Endpoint.HEALTH, "/health", null, null, (operation, answer) -> {
			if (answer.isSuccess() && answer.isPlainText()) {
				requireAnswered(operation, answer);
				return OtherAnswers.health(new String(answer.body(), StandardCharsets.UTF_8));
			}
			return decode(operation, answer, OtherAnswers::health);
		});
	}

	Operation<ServerStatus> status() {
		return operation(Endpoint.STATUS, "/status", null, null, json(OtherAnswers::status));
	}

	Operation<ServerVersion> serverVersion() {
		return Operation.of(Endpoint.OPENAPI, this.targets.large(Endpoint.OPENAPI, "/openapi.yaml", MAX_LIST_SIZE),
				null, (operation, answer) -> {
					requireAnswered(operation, answer);
					ServerVersion version = ServerVersion.find(new String(answer.body(), StandardCharsets.UTF_8));
					if (version == null) {
						throw Refusals.protocol(operation, answer, "a document that does not name a release");
					}
					return version;
				});
	}

	Operation<AcquireResult> acquire(AcquireRequest request) {
		Operation<AcquireResult> operation = operation(Endpoint.ACQUIRE, lockPath(request.name(), "/acquire"),
				RequestBodies.acquire(request), request.name(),
				(current, answer) -> LockAnswers.acquire(request, current, answer));
		if (request.needsProof()) {
			operation = operation.needingProof();
		}
		// The same session gets the same lease again.
		return request.isEphemeral() ? operation.repeatable() : operation;
	}

	/**
	 * Ask for a session that does not exist: servers from v0.14.0 on refuse with a code,
	 * which no proxy takes out of the body, and older ones without.
	 */
	Operation<ServerEvidence.Age> age() {
		return operation(Endpoint.PROOF, sessionPath(NO_SESSION, ""), null, null, Operations::age);
	}

	/**
	 * Ask for the locks, which servers older than v0.8.0 list in a form of their own.
	 */
	Operation<ServerEvidence.Age> ageByList() {
		return Operation.of(Endpoint.LIST, this.targets.large(Endpoint.LIST, "/locks", MAX_LIST_SIZE), null,
				(operation, answer) -> LockAnswers.isOldList(answer) ? ServerEvidence.Age.OLD : age(operation, answer));
	}

	private static ServerEvidence.Age age(Operation<?> operation, Answer answer) {
		ErrorBody body = ErrorBody.of(answer);
		if (answer.requestId() != null || body.isOfCurrentServer()) {
			return ServerEvidence.Age.CURRENT;
		}
		if (body.isOfOldServer()) {
			return ServerEvidence.Age.OLD;
		}
		if (!answer.isSuccess() && !Refusals.mayMeanMissing(answer)) {
			throw Refusals.of(operation, answer);
		}
		return ServerEvidence.Age.UNKNOWN;
	}

	Operation<Object> release(String name, UUID leaseId) {
		return operation(Endpoint.RELEASE, lockPath(name, "/release"),
				RequestBodies.release(Arguments.required("The lease id", leaseId)), name, Operations::done)
			.ending(DONE, Operations::isLeaseGone);
	}

	Operation<RenewResult> renew(String name, UUID leaseId, Duration ttl) {
		byte[] body = RequestBodies.renew(Arguments.required("The lease id", leaseId), Arguments.lockTtl(ttl));
		return operation(Endpoint.RENEW, lockPath(name, "/renew"), body, name,
				json((answer) -> LockAnswers.renewal(leaseId, answer)));
	}

	Operation<LockInfo> lockStatus(String name) {
		return operation(Endpoint.LOCK_STATUS, lockPath(name, ""), null, name,
				json((body) -> LockAnswers.status(name, body)));
	}

	Operation<LockAclInfo> setLockAcl(String name, LockAcl acl) {
		return operation(Endpoint.SET_ACL, lockPath(name, "/acl"),
				RequestBodies.acl(Arguments.required("The access list", acl)), name,
				json((body) -> LockAnswers.acl(name, body)));
	}

	Operation<Object> watch(String name) {
		return operation(Endpoint.WATCH, lockPath(name, "/watch"), null, name, (operation, answer) -> DONE);
	}

	Operation<LockList> list(@Nullable String prefix) {
		String query = (prefix != null) ? "?prefix=" + URLEncoder.encode(prefix, StandardCharsets.UTF_8) : "";
		return Operation.of(Endpoint.LIST, this.targets.large(Endpoint.LIST, "/locks" + query, MAX_LIST_SIZE), null,
				json((body) -> LockAnswers.list(prefix, body)));
	}

	Operation<TokenInfo> rotate() {
		return operation(Endpoint.ROTATE, "/auth/token/rotate", null, null, json(OtherAnswers::token));
	}

	Operation<TokenInfo> register(String username, @Nullable String namespace) {
		byte[] body = RequestBodies.register(Arguments.username(username),
				(namespace != null) ? Arguments.namespace(namespace) : null);
		return operation(Endpoint.REGISTER, "/auth/register", body, null,
				json((answer) -> OtherAnswers.registration(username, namespace, answer)));
	}

	Operation<Session> createSession(Duration ttl) {
		return operation(Endpoint.CREATE_SESSION, "/sessions", RequestBodies.createSession(Arguments.sessionTtl(ttl)),
				null, json((body) -> OtherAnswers.session(ttl, body)));
	}

	Operation<SessionKeepalive> keepalive(UUID id) {
		return operation(Endpoint.KEEPALIVE, sessionPath(id, "/keepalive"), null, null,
				json((body) -> OtherAnswers.keepalive(id, body)));
	}

	Operation<SessionInfo> sessionInfo(UUID id) {
		return operation(Endpoint.SESSION_INFO, sessionPath(id, ""), null, null,
				json((body) -> OtherAnswers.sessionInfo(id, body)));
	}

	Operation<Object> deleteSession(UUID id) {
		return operation(Endpoint.DELETE_SESSION, sessionPath(id, ""), null, null, Operations::done).ending(DONE,
				Operations::isSessionGone);
	}

	private static boolean isLeaseGone(OctoStoreServerException failure) {
		return failure.isProof() && switch (failure.code()) {
			case LEASE_NOT_CURRENT, NOT_FOUND, SESSION_EXPIRED -> true;
			default -> false;
		};
	}

	private static boolean isSessionGone(OctoStoreServerException failure) {
		return failure.isProof() && failure.code() == ErrorCode.NOT_FOUND;
	}

	private <T> Operation<T> operation(Endpoint endpoint, String path, byte @Nullable [] body,
			@Nullable String lockName, Operation.Decoder<T> decoder) {
		return Operation.of(endpoint, this.targets.of(endpoint, path, lockName), body, decoder);
	}

	/**
	 * Decode an answer that says no more than that it was done.
	 */
	static Object done(Operation<?> operation, Answer answer) {
		requireAnswered(operation, answer);
		return DONE;
	}

	static <T> Operation.Decoder<T> json(Function<JsonObject, T> reader) {
		return (operation, answer) -> decode(operation, answer, reader);
	}

	static <T> Operation.Decoder<T> array(Function<List<JsonObject>, T> reader) {
		return (operation, answer) -> read(operation, answer, (body) -> reader.apply(JsonObject.readAll(body)));
	}

	private static <T> T decode(Operation<?> operation, Answer answer, Function<JsonObject, T> reader) {
		return read(operation, answer, (body) -> reader.apply(JsonObject.read(body)));
	}

	private static <T> T read(Operation<?> operation, Answer answer, Function<byte[], T> reader) {
		requireAnswered(operation, answer);
		try {
			return reader.apply(answer.body());
		}
		catch (MalformedAnswerException ex) {
			throw Refusals.protocol(operation, answer, "a body that cannot be read: " + ex.defect());
		}
		catch (IdentityMismatchException ex) {
			throw Refusals.mismatch(operation, answer, ex.identity());
		}
	}

	private static void requireAnswered(Operation<?> operation, Answer answer) {
		if (Verdict.of(operation.endpoint(), answer) != Verdict.ANSWERED) {
			throw Refusals.of(operation, answer);
		}
	}

	private String lockPath(String name, String action) {
		this.nameRule.check(Arguments.required("The lock name", name));
		return "/locks/" + encode(name) + action;
	}

	private static String encode(String name) {
		for (int index = 0; index < name.length(); index++) {
			char character = name.charAt(index);
			if (character == '/' || character >= 0x80) {
				return URLEncoder.encode(name, StandardCharsets.UTF_8);
			}
		}
		return name;
	}

	private static String sessionPath(UUID id, String action) {
		return "/sessions/" + Arguments.required("The session id", id) + action;
	}

}
