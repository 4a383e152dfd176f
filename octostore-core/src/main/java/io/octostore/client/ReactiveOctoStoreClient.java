package io.octostore.client;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.ErrorCode;
import io.octostore.LockHeldException;
import io.octostore.LockNameRule;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.OctoStoreValidationException;
import io.octostore.UnsupportedServerException;

/**
 * Non-blocking client of an OctoStore server.
 * <p>
 * Nothing is sent before a returned {@link Mono} is subscribed to, and each subscription
 * is a call of its own. Arguments are checked when a method is called, which throws
 * {@link OctoStoreValidationException}, also if the endpoint needs a token and this
 * client has none. A {@code Mono} fails with
 * <ul>
 * <li>{@link OctoStoreNetworkException} without a usable answer, or when the request
 * timeout is over,</li>
 * <li>{@link OctoStoreServerException} (or a subclass) when the server refuses,</li>
 * <li>{@link OctoStoreProtocolException} when an answer cannot be understood,</li>
 * <li>{@link UnsupportedServerException} when the server does not have the endpoint.</li>
 * </ul>
 * The request timeout bounds a call with all its attempts, from the subscription to the
 * end of the answer's body. When it is over, or when the subscription is cancelled, the
 * connection is dropped; that does not undo what the server may have done.
 * <p>
 * Immutable and safe for use by any number of threads. Copies made by the {@code with}
 * methods share connections and, unless said otherwise, credentials with the original;
 * closing one closes all. Results are delivered on an event loop thread of the client,
 * which must not be blocked.
 *
 * @since 0.1.0
 */
public final class ReactiveOctoStoreClient implements AutoCloseable {

	private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

	private final Caller caller;

	private final Duration timeout;

	private final RetrySettings retry;

	private final ReactiveRepeats repeats;

	ReactiveOctoStoreClient(Caller caller, Duration timeout, RetrySettings retry) {
		this.caller = caller;
		this.timeout = timeout;
		this.retry = retry;
		this.repeats = new ReactiveRepeats(caller, new RepeatRules(retry));
	}

	/**
	 * Return a builder; end it with {@link OctoStoreClientBuilder#buildReactive()}.
	 * @return a new builder
	 */
	public static OctoStoreClientBuilder builder() {
		return new OctoStoreClientBuilder();
	}

	/**
	 * Create a client with default settings.
	 * @param baseUrl address of the server
	 * @param token the bearer token
	 * @return the client
	 * @throws OctoStoreValidationException if an argument breaks its rule
	 */
	public static ReactiveOctoStoreClient create(String baseUrl, String token) {
		return builder().baseUrl(baseUrl).token(token).buildReactive();
	}

	/**
	 * Create a client with default settings for the endpoints that need no token.
	 * @param baseUrl address of the server
	 * @return the client
	 * @throws OctoStoreValidationException if the address breaks its rule
	 */
	public static ReactiveOctoStoreClient withoutAuthentication(String baseUrl) {
		return builder().baseUrl(baseUrl).buildReactive();
	}

	/**
	 * Create a client from the environment variables {@code OCTOSTORE_BASE_URL} (default
	 * {@value OctoStoreClientBuilder#DEFAULT_BASE_URL}) and {@code OCTOSTORE_TOKEN}.
	 * @return the client
	 * @throws OctoStoreValidationException if the token is missing or a value breaks its
	 * rule
	 */
	public static ReactiveOctoStoreClient fromEnvironment() {
		return builder().environment(System.getenv()).buildReactive();
	}

	/**
	 * Return the address of the server, in one form: without a default port or slashes at
	 * its end, and with the host in lower case.
	 * @return the address, which holds no credentials
	 */
	public String baseUrl() {
		return this.caller.operations().server();
	}

	/**
	 * Return a copy with another request timeout.
	 * @param timeout limit for a call with all its attempts
	 * @return the copy
	 * @throws OctoStoreValidationException if the timeout is not positive
	 */
	public ReactiveOctoStoreClient withTimeout(Duration timeout) {
		return new ReactiveOctoStoreClient(this.caller, Arguments.positive("The request timeout", timeout), this.retry);
	}

	/**
	 * Return a copy with other retry settings.
	 * @param retry the settings
	 * @return the copy
	 */
	public ReactiveOctoStoreClient withRetry(RetrySettings retry) {
		return new ReactiveOctoStoreClient(this.caller, this.timeout, Arguments.required("The retry settings", retry));
	}

	/**
	 * Return a copy that sends neither token nor admin key.
	 * @return the copy
	 */
	public ReactiveOctoStoreClient withoutAuthentication() {
		return new ReactiveOctoStoreClient(this.caller.withoutCredentials(), this.timeout, this.retry);
	}

	/**
	 * Return a copy that sends another token, for instance of another user, and that is
	 * not affected when this client's token is rotated, nor the other way round.
	 * @param token the bearer token: printable ASCII characters without spaces
	 * @return the copy
	 * @throws OctoStoreValidationException if the token breaks its rule, or if this
	 * client has no token, so that it was not checked whether one may be sent to the
	 * server
	 */
	public ReactiveOctoStoreClient withToken(String token) {
		requireToken();
		return withCredentials(Credentials.of(BearerToken.of(token)));
	}

	/**
	 * Return a copy that sends another token, for instance of another user, and asks for
	 * it again as {@link OctoStoreClientBuilder#token(Supplier)} does.
	 * @param token gives the token: printable ASCII characters without spaces
	 * @return the copy
	 * @throws OctoStoreValidationException if the token breaks its rule, or if this
	 * client has no token, so that it was not checked whether one may be sent to the
	 * server
	 */
	public ReactiveOctoStoreClient withToken(Supplier<String> token) {
		requireToken();
		return withCredentials(Credentials.from(Arguments.required("The source of the token", token)));
	}

	private void requireToken() {
		if (this.caller.credentials() == null) {
			throw new OctoStoreValidationException("withToken needs a client that has a token, but this one has none");
		}
	}

	private ReactiveOctoStoreClient withCredentials(Credentials other) {
		return new ReactiveOctoStoreClient(this.caller.withCredentials(other), this.timeout, this.retry);
	}

	/**
	 * Return a copy that opens a connection of its own for each request and closes it
	 * after: for a repeat when a connection that was used before has just failed.
	 * @return the copy
	 */
	public ReactiveOctoStoreClient withFreshConnection() {
		return new ReactiveOctoStoreClient(this.caller.withFreshConnections(), this.timeout, this.retry);
	}

	/**
	 * Use new connections from now on, also for all copies: those that are idle are
	 * closed, calls that are under way end on theirs, watches end. The name of the server
	 * is resolved, and TLS settings and proxy are asked for, again. Does not block.
	 * <p>
	 * Done by itself when a session is not found, because requests may reach different
	 * servers under one name; and each connection is replaced after 4 to 5 minutes.
	 */
	public void reconnect() {
		this.caller.wire().replaceConnections();
	}

	/**
	 * Add a listener to run when the other side has closed a connection on which sessions
	 * are kept alive: a hint that the server has stopped or was replaced.
	 * @param listener run on an event loop of the client, which it must not block; kept
	 * by a weak reference only
	 */
	public void onDisconnect(Runnable listener) {
		this.caller.wire().onDisconnect(Arguments.required("The listener", listener));
	}

	/**
	 * Return the rule that lock names must follow.
	 * @return the rule
	 */
	public LockNameRule lockNameRule() {
		return operations().nameRule();
	}

	/**
	 * Ask whether the server answers. Needs no token.
	 * @return the answer
	 */
	public Mono<Health> health() {
		return call(operations().health());
	}

	/**
	 * Ask for the figures of the server. Needs no token.
	 * @return the answer
	 */
	public Mono<ServerStatus> status() {
		return call(operations().status());
	}

	/**
	 * Ask which release the server is, which it says in its OpenAPI document. Needs no
	 * token. Servers up to v0.2.5 all say 1.0.0.
	 * @return the release
	 */
	public Mono<ServerVersion> serverVersion() {
		return call(operations().serverVersion());
	}

	/**
	 * Try to acquire a lock for the user behind the token.
	 * @param name the lock
	 * @param ttl how long the server keeps the lease without renewal, whole seconds from
	 * 1 to 3600
	 * @return the answer
	 */
	public Mono<AcquireResult> tryAcquireLock(String name, Duration ttl) {
		return tryAcquireLock(AcquireRequest.of(name, ttl));
	}

	/**
	 * Try to acquire a lock. A request with a session or a lock delay fails with
	 * {@link UnsupportedServerException} on a server that would not honour it, and is not
	 * sent to a server that has not shown its release.
	 * @param request what to acquire
	 * @return the answer
	 */
	public Mono<AcquireResult> tryAcquireLock(AcquireRequest request) {
		return call(operations().acquire(Arguments.required("The request", request)));
	}

	/**
	 * Acquire a lock for the user behind the token.
	 * @param name the lock
	 * @param ttl how long the server keeps the lease without renewal, whole seconds from
	 * 1 to 3600
	 * @return the grant; fails with {@link LockHeldException} if the lock is held or
	 * delayed
	 */
	public Mono<AcquireResult.Acquired> acquireLock(String name, Duration ttl) {
		return acquireLock(AcquireRequest.of(name, ttl));
	}

	/**
	 * Acquire a lock.
	 * @param request what to acquire
	 * @return the grant; fails with {@link LockHeldException} if the lock is held or
	 * delayed
	 */
	public Mono<AcquireResult.Acquired> acquireLock(AcquireRequest request) {
		return tryAcquireLock(request).map((result) -> requireAcquired(request.name(), result));
	}

	static AcquireResult.Acquired requireAcquired(String name, AcquireResult result) {
		if (result instanceof AcquireResult.Acquired acquired) {
			return acquired;
		}
		if (result instanceof AcquireResult.Held held) {
			throw held.asException(name);
		}
		throw ((AcquireResult.Delayed) result).asException(name);
	}

	/**
	 * Give a lease back. A repeat that finds the lease gone, after an attempt whose
	 * answer was lost, counts as success.
	 * @param name the lock
	 * @param leaseId the lease
	 * @return completes when the server has confirmed; fails with
	 * {@link ErrorCode#LEASE_NOT_CURRENT} if the lease was gone before
	 */
	public Mono<Void> releaseLock(String name, UUID leaseId) {
		return call(operations().release(name, leaseId)).then();
	}

	/**
	 * Prolong a lease to {@code ttl} from now, which may also shorten it.
	 * @param name the lock
	 * @param leaseId the lease
	 * @param ttl how long the server keeps the lease without another renewal, whole
	 * seconds from 1 to 3600
	 * @return the answer; fails with {@link ErrorCode#LEASE_NOT_CURRENT} if the lease is
	 * gone
	 */
	public Mono<RenewResult> renewLock(String name, UUID leaseId, Duration ttl) {
		return call(operations().renew(name, leaseId, ttl));
	}

	/**
	 * Ask for the state of a lock. A name that was never used is a free lock.
	 * @param name the lock
	 * @return the answer
	 */
	public Mono<LockInfo> getLockStatus(String name) {
		return call(operations().lockStatus(name));
	}

	/**
	 * Watch a lock, on a connection of its own. The first event says how the lock is when
	 * the watch begins (from server release v0.14.0 on); events in between two watches
	 * are lost.
	 * <p>
	 * The request timeout bounds the beginning of the answer, not the stream. It
	 * completes when the server ends it, or after 45 s without a sign of life, which the
	 * server gives every 15 s; an open stream is no sign that the server takes requests.
	 * It fails when the client is closed. Never repeated.
	 * @param name the lock
	 * @return the events
	 */
	public Flux<LockEvent> watchLock(String name) {
		Operation<Object> operation = this.caller.authorize(operations().watch(name));
		return this.caller.watch(operation, LockAnswers::event, this.timeout.toNanos());
	}

	/**
	 * Follow a lock over any number of watches, each of which begins with a snapshot of
	 * its state. When a watch ends, for which a server restart, a proxy or a slow
	 * subscriber may be the reason, there is a {@linkplain LockUpdate.Kind#GAP gap}, and
	 * after a pause a new watch begins with a new snapshot. Pauses grow from a quarter of
	 * a second to half a minute, are random by half, and are not shorter than the server
	 * asks for. Updates come in the order in which the server saw them, and none that
	 * changes nothing.
	 * <p>
	 * Fails when the server refuses for a reason that does not pass, such as an unknown
	 * token, when the server is older than v0.14.0, and when the client is closed. It
	 * never completes by itself. While no server answers there are no updates.
	 * <p>
	 * Up to 256 updates wait for a slow subscriber. If there are more, the watch ends;
	 * the subscriber gets those that wait, the gap, and a snapshot.
	 * @param name the lock
	 * @return the updates
	 */
	public Flux<LockUpdate> followLock(String name) {
		Operation<Object> operation = this.caller.authorize(operations().watch(name));
		return Flux.defer(() -> new LockFollower(name, new ServerFollowSource(this.caller, operation, this.timeout),
				ThreadLocalRandom.current()::nextDouble)
			.updates());
	}

	/**
	 * List the locks that the token's user may see.
	 * @return the answer
	 */
	public Mono<LockList> listLocks() {
		return call(operations().list(null));
	}

	/**
	 * List the locks that the token's user may see and whose names start with a prefix.
	 * @param prefix the beginning of the names
	 * @return the answer
	 */
	public Mono<LockList> listLocks(String prefix) {
		return call(operations().list(Arguments.required("The prefix", prefix)));
	}

	/**
	 * Replace the access list of a lock that the user holds, directly or through a
	 * session. Needs a server from v0.14.0 on.
	 * @param name the lock
	 * @param acl who may acquire it from now on
	 * @return the list as the server has stored it; fails with
	 * {@link ErrorCode#NOT_FOUND} or {@link ErrorCode#FORBIDDEN} if the user does not
	 * hold the lock
	 */
	public Mono<LockAclInfo> setLockAcl(String name, LockAcl acl) {
		return call(operations().setLockAcl(name, acl));
	}

	/**
	 * Register a user who may use all lock names. Needs no token. Only servers that were
	 * started for it register users: on this machine, for development.
	 * @param username name of the user: 1 to 64 letters, digits, {@code _} and {@code -}
	 * @return the user's token, which the server never shows again; fails with
	 * {@link ErrorCode#CONFLICT} if the name is taken, and with
	 * {@link ErrorCode#NOT_FOUND} if the server does not register users
	 */
	public Mono<TokenInfo> register(String username) {
		return call(operations().register(username, null));
	}

	/**
	 * Register a user who may use lock names of a namespace only, see
	 * {@link #register(String)}.
	 * @param username name of the user: 1 to 64 letters, digits, {@code _} and {@code -}
	 * @param namespace what all lock names of the user begin with, followed by a dot: 1
	 * to 64 letters, digits, {@code .}, {@code _} and {@code -}
	 * @return the user's token, which the server never shows again
	 */
	public Mono<TokenInfo> register(String username, String namespace) {
		return call(operations().register(username, Arguments.required("The namespace", namespace)));
	}

	/**
	 * Return calls that are about the webhooks of the token's user.
	 * @return the calls
	 */
	public ReactiveWebhookClient webhooks() {
		return new ReactiveWebhookClient(this, operations().webhooks());
	}

	/**
	 * Return calls of the administrator. Each of them fails with
	 * {@link OctoStoreValidationException} if this client has no admin key.
	 * @return the calls
	 */
	public ReactiveAdminClient admin() {
		return new ReactiveAdminClient(this, operations().admin());
	}

	/**
	 * Replace the token. The old one is refused by the server from then on; this client,
	 * its original and all copies go on with the new one, also if the subscription is
	 * cancelled meanwhile.
	 * <p>
	 * Never repeated: if the answer is lost, the new token is lost, and the failure says
	 * so.
	 * @return the new token
	 */
	public Mono<TokenInfo> rotateToken() {
		Operation<TokenInfo> operation = this.caller.authorize(operations().rotate());
		return TokenRotation.rotate(this.caller, operation, this.timeout);
	}

	/**
	 * Create a session.
	 * @param ttl how long the session lives without keepalive, whole seconds from 10 to
	 * 300
	 * @return the session
	 */
	public Mono<Session> createSession(Duration ttl) {
		return call(operations().createSession(ttl));
	}

	/**
	 * Prolong a session by its TTL.
	 * @param id the session
	 * @return the answer; fails with {@link ErrorCode#SESSION_EXPIRED} or
	 * {@link ErrorCode#NOT_FOUND} if the session is gone
	 */
	public Mono<SessionKeepalive> keepSessionAlive(UUID id) {
		return call(operations().keepalive(id));
	}

	/**
	 * Ask for the state of a session, which does not prolong it.
	 * @param id the session
	 * @return the answer; fails with {@link ErrorCode#NOT_FOUND} if the session is gone
	 */
	public Mono<SessionInfo> getSession(UUID id) {
		return call(operations().sessionInfo(id));
	}

	/**
	 * End a session, which frees all its ephemeral locks before the answer. A repeat that
	 * finds the session gone, after an attempt whose answer was lost, counts as success.
	 * @param id the session
	 * @return completes when the server has confirmed; fails with
	 * {@link ErrorCode#NOT_FOUND} if the session was gone before
	 */
	public Mono<Void> deleteSession(UUID id) {
		return call(operations().deleteSession(id)).then();
	}

	/**
	 * Create a room for elections. Needs no token, and none is sent.
	 * @return the room
	 */
	public Mono<Election> createElection() {
		return call(operations().elections().create());
	}

	/**
	 * Try to become the leader of an election. Needs no token, and none is sent.
	 * <p>
	 * Never repeated once it may have been carried out: if the answer is lost, a term may
	 * have begun that cannot be renewed or ended.
	 * @param electionId the room: 8 to 64 letters, digits, {@code _} and {@code -}
	 * @param request who campaigns
	 * @return the answer
	 */
	public Mono<CampaignResult> campaign(String electionId, CampaignRequest request) {
		return call(operations().elections().campaign(electionId, request));
	}

	/**
	 * Ask for the state of an election. A room that was never used is vacant. Needs no
	 * token, and none is sent.
	 * @param electionId the room
	 * @return the answer
	 */
	public Mono<ElectionStatus> getElection(String electionId) {
		return call(operations().elections().status(electionId));
	}

	/**
	 * Prolong a term to {@code ttl} from now, which may also shorten it.
	 * @param electionId the room
	 * @param leaderToken the token of the term
	 * @param ttl how long the term lasts without another renewal, whole seconds from 5 to
	 * 300
	 * @return the same term; fails with {@link ErrorCode#LEASE_NOT_CURRENT} if it is over
	 */
	public Mono<CampaignResult.Elected> renewLeadership(String electionId, String leaderToken, Duration ttl) {
		return call(operations().elections().renew(electionId, leaderToken, ttl));
	}

	/**
	 * End a term, so that another candidate can win at once.
	 * @param electionId the room
	 * @param leaderToken the token of the term
	 * @return the answer; fails with {@link ErrorCode#LEASE_NOT_CURRENT} if the term is
	 * over, which after an attempt whose answer was lost may be the work of that attempt
	 */
	public Mono<Resignation> resignLeadership(String electionId, String leaderToken) {
		return call(operations().elections().resign(electionId, leaderToken));
	}

	/**
	 * Watch an election, on a connection of its own. The first event says how it stands
	 * when the watch begins; states in between may be lost, and others come twice. Needs
	 * no token, and none is sent.
	 * <p>
	 * Bounded and ended like {@link #watchLock}; the server ends it after 15 minutes at
	 * the latest.
	 * @param electionId the room
	 * @return the states
	 */
	public Flux<ElectionStatus> watchElection(String electionId) {
		Operation<Object> operation = operations().elections().watch(electionId);
		return this.caller.watch(operation, (frame) -> ElectionAnswers.event(electionId, frame),
				this.timeout.toNanos());
	}

	private Operations operations() {
		return this.caller.operations();
	}

	<T> Mono<T> call(Operation<T> operation) {
		return this.repeats.call(this.caller.authorize(operation), this.timeout);
	}

	Caller caller() {
		return this.caller;
	}

	Duration timeout() {
		return this.timeout;
	}

	RetrySettings retry() {
		return this.retry;
	}

	/**
	 * Close all connections and end all threads of this client, its original and all
	 * copies. Calls and watches that are under way fail; later ones fail as not sent.
	 * Waits up to 3 s for the end, except on a thread that must not block.
	 */
	@Override
	public void close() {
		this.caller.wire().close(CLOSE_LIMIT);
	}

	@Override
	public String toString() {
		return "ReactiveOctoStoreClient[timeout=" + this.timeout + ", retry=" + this.retry + ", authenticated="
				+ (this.caller.credentials() != null) + "]";
	}

}
