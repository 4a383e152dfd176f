package io.octostore.client;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

import org.springframework.retry.backoff.ThreadWaitSleeper;
import org.springframework.util.function.SingletonSupplier;
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
 * Blocking client of an OctoStore server.
 * <p>
 * A call waits for its result, at most for the request timeout with all its attempts. It
 * throws {@link OctoStoreValidationException} before any request if an argument breaks
 * its rule, or if the endpoint needs a token and this client has none, and otherwise
 * <ul>
 * <li>{@link OctoStoreNetworkException} without a usable answer, when time is over, or
 * when the thread is interrupted, whose flag is set again then,</li>
 * <li>{@link OctoStoreServerException} (or a subclass) when the server refuses,</li>
 * <li>{@link OctoStoreProtocolException} when an answer cannot be understood,</li>
 * <li>{@link UnsupportedServerException} when the server does not have the endpoint,</li>
 * <li>{@link IllegalStateException} on a thread that must not block, such as one of an
 * event loop: use {@link ReactiveOctoStoreClient} there.</li>
 * </ul>
 * Immutable and safe for use by any number of threads. Copies made by the {@code with}
 * methods, and {@link #reactive()}, share connections and, unless said otherwise,
 * credentials with the original; closing one closes all.
 *
 * @since 0.1.0
 */
public final class OctoStoreClient implements AutoCloseable {

	private final ReactiveOctoStoreClient reactive;

	private final Caller caller;

	/** Made by the first call: Spring Retry need not be loaded before. */
	private final SingletonSupplier<BlockingRepeats> repeats;

	OctoStoreClient(ReactiveOctoStoreClient reactive) {
		this.reactive = reactive;
		this.caller = reactive.caller();
		this.repeats = SingletonSupplier.of(() -> new BlockingRepeats(new RepeatRules(reactive.retry()),
				this.caller.wire().deadlines(), new ThreadWaitSleeper()));
	}

	/**
	 * Return a builder; end it with {@link OctoStoreClientBuilder#build()}.
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
	public static OctoStoreClient create(String baseUrl, String token) {
		return builder().baseUrl(baseUrl).token(token).build();
	}

	/**
	 * Create a client with default settings for the endpoints that need no token.
	 * @param baseUrl address of the server
	 * @return the client
	 * @throws OctoStoreValidationException if the address breaks its rule
	 */
	public static OctoStoreClient withoutAuthentication(String baseUrl) {
		return builder().baseUrl(baseUrl).build();
	}

	/**
	 * Create a client from the environment variables {@code OCTOSTORE_BASE_URL} (default
	 * {@value OctoStoreClientBuilder#DEFAULT_BASE_URL}) and {@code OCTOSTORE_TOKEN}.
	 * @return the client
	 * @throws OctoStoreValidationException if the token is missing or a value breaks its
	 * rule
	 */
	public static OctoStoreClient fromEnvironment() {
		return builder().environment(System.getenv()).build();
	}

	/**
	 * Return a copy with another request timeout.
	 * @param timeout limit for a call with all its attempts
	 * @return the copy
	 * @throws OctoStoreValidationException if the timeout is not positive
	 */
	public OctoStoreClient withTimeout(Duration timeout) {
		return new OctoStoreClient(this.reactive.withTimeout(timeout));
	}

	/**
	 * Return a copy with other retry settings.
	 * @param retry the settings
	 * @return the copy
	 */
	public OctoStoreClient withRetry(RetrySettings retry) {
		return new OctoStoreClient(this.reactive.withRetry(retry));
	}

	/**
	 * Return a copy that sends neither token nor admin key.
	 * @return the copy
	 */
	public OctoStoreClient withoutAuthentication() {
		return new OctoStoreClient(this.reactive.withoutAuthentication());
	}

	/**
	 * Return the address of the server, in one form: without a default port or slashes at
	 * its end, and with the host in lower case.
	 * @return the address, which holds no credentials
	 */
	public String baseUrl() {
		return this.reactive.baseUrl();
	}

	/**
	 * Return the rule that lock names must follow.
	 * @return the rule
	 */
	public LockNameRule lockNameRule() {
		return this.reactive.lockNameRule();
	}

	/**
	 * Add a listener to run when the other side has closed a connection on which sessions
	 * are kept alive: a hint that the server has stopped or was replaced.
	 * @param listener run on an event loop of the client, which it must not block; kept
	 * by a weak reference only
	 */
	public void onDisconnect(Runnable listener) {
		this.reactive.onDisconnect(listener);
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
	public OctoStoreClient withToken(String token) {
		return new OctoStoreClient(this.reactive.withToken(token));
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
	public OctoStoreClient withToken(Supplier<String> token) {
		return new OctoStoreClient(this.reactive.withToken(token));
	}

	/**
	 * Return the reactive client with the same settings, connections and credentials.
	 * @return the reactive client
	 */
	public ReactiveOctoStoreClient reactive() {
		return this.reactive;
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
		this.reactive.reconnect();
	}

	/**
	 * Ask whether the server answers. Needs no token.
	 * @return the answer
	 */
	public Health health() {
		return call(operations().health());
	}

	/**
	 * Ask for the figures of the server. Needs no token.
	 * @return the answer
	 */
	public ServerStatus status() {
		return call(operations().status());
	}

	/**
	 * Ask which release the server is, which it says in its OpenAPI document. Needs no
	 * token. Servers up to v0.2.5 all say 1.0.0.
	 * @return the release
	 */
	public ServerVersion serverVersion() {
		return call(operations().serverVersion());
	}

	/**
	 * Try to acquire a lock for the user behind the token.
	 * @param name the lock
	 * @param ttl how long the server keeps the lease without renewal, whole seconds from
	 * 1 to 3600
	 * @return the answer
	 */
	public AcquireResult tryAcquireLock(String name, Duration ttl) {
		return tryAcquireLock(AcquireRequest.of(name, ttl));
	}

	/**
	 * Try to acquire a lock.
	 * @param request what to acquire
	 * @return the answer
	 * @throws UnsupportedServerException if the request has a session or a lock delay and
	 * the server would not honour it; such a request is not sent to a server that has not
	 * shown its release
	 */
	public AcquireResult tryAcquireLock(AcquireRequest request) {
		return call(operations().acquire(Arguments.required("The request", request)));
	}

	/**
	 * Acquire a lock for the user behind the token.
	 * @param name the lock
	 * @param ttl how long the server keeps the lease without renewal, whole seconds from
	 * 1 to 3600
	 * @return the grant
	 * @throws LockHeldException if the lock is held or delayed
	 */
	public AcquireResult.Acquired acquireLock(String name, Duration ttl) {
		return acquireLock(AcquireRequest.of(name, ttl));
	}

	/**
	 * Acquire a lock.
	 * @param request what to acquire
	 * @return the grant
	 * @throws LockHeldException if the lock is held or delayed
	 */
	public AcquireResult.Acquired acquireLock(AcquireRequest request) {
		return ReactiveOctoStoreClient.requireAcquired(request.name(), tryAcquireLock(request));
	}

	/**
	 * Give a lease back. A repeat that finds the lease gone, after an attempt whose
	 * answer was lost, counts as success.
	 * @param name the lock
	 * @param leaseId the lease
	 * @throws OctoStoreServerException with {@link ErrorCode#LEASE_NOT_CURRENT} if the
	 * lease was gone before
	 */
	public void releaseLock(String name, UUID leaseId) {
		call(operations().release(name, leaseId));
	}

	/**
	 * Prolong a lease to {@code ttl} from now, which may also shorten it.
	 * @param name the lock
	 * @param leaseId the lease
	 * @param ttl how long the server keeps the lease without another renewal, whole
	 * seconds from 1 to 3600
	 * @return the answer
	 * @throws OctoStoreServerException with {@link ErrorCode#LEASE_NOT_CURRENT} if the
	 * lease is gone
	 */
	public RenewResult renewLock(String name, UUID leaseId, Duration ttl) {
		return call(operations().renew(name, leaseId, ttl));
	}

	/**
	 * Ask for the state of a lock. A name that was never used is a free lock.
	 * @param name the lock
	 * @return the answer
	 */
	public LockInfo getLockStatus(String name) {
		return call(operations().lockStatus(name));
	}

	/**
	 * Watch a lock, on a connection of its own, from now until the watch is closed. The
	 * first event says how the lock is when the watch begins (from server release v0.14.0
	 * on). It ends when the server ends it, after 45 s without a sign of life, and when
	 * 256 events wait for their reader, which are read first. Never repeated; see
	 * {@link #followLock} for a watch that is.
	 * <p>
	 * Returns at once: a refusal of the server is thrown when the watch is read.
	 * @param name the lock
	 * @return the watch, to be closed
	 */
	public Watch<LockEvent> watchLock(String name) {
		return Watch.endingWithSlowReader(operations().watch(name), this.reactive.watchLock(name));
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
	 * Reading fails when the server refuses for a reason that does not pass, such as an
	 * unknown token, when the server is older than v0.14.0, and when the client is
	 * closed. It never ends by itself. While no server answers there are no updates.
	 * <p>
	 * Up to 256 updates wait for a slow reader. If there are more, the watch ends; the
	 * reader gets those that wait, the gap, and a snapshot.
	 * @param name the lock
	 * @return the watch, to be closed
	 */
	public Watch<LockUpdate> followLock(String name) {
		return Watch.of(operations().watch(name), this.reactive.followLock(name));
	}

	/**
	 * List the locks that the token's user may see.
	 * @return the answer
	 */
	public LockList listLocks() {
		return call(operations().list(null));
	}

	/**
	 * List the locks that the token's user may see and whose names start with a prefix.
	 * @param prefix the beginning of the names
	 * @return the answer
	 */
	public LockList listLocks(String prefix) {
		return call(operations().list(Arguments.required("The prefix", prefix)));

	}

	/**
	 * Replace the access list of a lock that the user holds, directly or through a
	 * session. Needs a server from v0.14.0 on.
	 * @param name the lock
	 * @param acl who may acquire it from now on
	 * @return the list as the server has stored it
	 * @throws OctoStoreServerException with {@link ErrorCode#NOT_FOUND} or
	 * {@link ErrorCode#FORBIDDEN} if the user does not hold the lock
	 */
	public LockAclInfo setLockAcl(String name, LockAcl acl) {
		return call(operations().setLockAcl(name, acl));
	}

	/**
	 * Register a user who may use all lock names. Needs no token. Only servers that were
	 * started for it register users: on this machine, for development.
	 * @param username name of the user: 1 to 64 letters, digits, {@code _} and {@code -}
	 * @return the user's token, which the server never shows again
	 * @throws OctoStoreServerException with {@link ErrorCode#CONFLICT} if the name is
	 * taken, and with {@link ErrorCode#NOT_FOUND} if the server does not register users
	 */
	public TokenInfo register(String username) {
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
	public TokenInfo register(String username, String namespace) {
		return call(operations().register(username, Arguments.required("The namespace", namespace)));
	}

	/**
	 * Return calls that are about the webhooks of the token's user.
	 * @return the calls
	 */
	public WebhookClient webhooks() {
		return new WebhookClient(this, operations().webhooks());
	}

	/**
	 * Return calls of the administrator. Each of them fails with
	 * {@link OctoStoreValidationException} if this client has no admin key.
	 * @return the calls
	 */
	public AdminClient admin() {
		return new AdminClient(this, operations().admin());
	}

	/**
	 * Replace the token. The old one is refused by the server from then on; this client,
	 * its original and all copies go on with the new one, also if the thread is
	 * interrupted meanwhile.
	 * <p>
	 * Never repeated: if the answer is lost, the new token is lost, and the exception
	 * says so.
	 * @return the new token
	 */
	public TokenInfo rotateToken() {
		Operation<TokenInfo> operation = this.caller.authorize(operations().rotate());
		Blocking.requireBlockingThread(operation);
		return Blocking.await(operation, this.reactive.rotateToken());
	}

	/**
	 * Create a session.
	 * @param ttl how long the session lives without keepalive, whole seconds from 10 to
	 * 300
	 * @return the session
	 */
	public Session createSession(Duration ttl) {
		return call(operations().createSession(ttl));
	}

	/**
	 * Prolong a session by its TTL.
	 * @param id the session
	 * @return the answer
	 * @throws OctoStoreServerException with {@link ErrorCode#SESSION_EXPIRED} or
	 * {@link ErrorCode#NOT_FOUND} if the session is gone
	 */
	public SessionKeepalive keepSessionAlive(UUID id) {
		return call(operations().keepalive(id));
	}

	/**
	 * Ask for the state of a session, which does not prolong it.
	 * @param id the session
	 * @return the answer
	 * @throws OctoStoreServerException with {@link ErrorCode#NOT_FOUND} if the session is
	 * gone
	 */
	public SessionInfo getSession(UUID id) {
		return call(operations().sessionInfo(id));
	}

	/**
	 * End a session, which frees all its ephemeral locks before the answer. A repeat that
	 * finds the session gone, after an attempt whose answer was lost, counts as success.
	 * @param id the session
	 * @throws OctoStoreServerException with {@link ErrorCode#NOT_FOUND} if the session
	 * was gone before
	 */
	public void deleteSession(UUID id) {
		call(operations().deleteSession(id));
	}

	/**
	 * Create a room for elections. Needs no token, and none is sent.
	 * @return the room
	 */
	public Election createElection() {
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
	public CampaignResult campaign(String electionId, CampaignRequest request) {
		return call(operations().elections().campaign(electionId, request));
	}

	/**
	 * Ask for the state of an election. A room that was never used is vacant. Needs no
	 * token, and none is sent.
	 * @param electionId the room
	 * @return the answer
	 */
	public ElectionStatus getElection(String electionId) {
		return call(operations().elections().status(electionId));
	}

	/**
	 * Prolong a term to {@code ttl} from now, which may also shorten it.
	 * @param electionId the room
	 * @param leaderToken the token of the term
	 * @param ttl how long the term lasts without another renewal, whole seconds from 5 to
	 * 300
	 * @return the same term
	 * @throws OctoStoreServerException with {@link ErrorCode#LEASE_NOT_CURRENT} if it is
	 * over
	 */
	public CampaignResult.Elected renewLeadership(String electionId, String leaderToken, Duration ttl) {
		return call(operations().elections().renew(electionId, leaderToken, ttl));
	}

	/**
	 * End a term, so that another candidate can win at once.
	 * @param electionId the room
	 * @param leaderToken the token of the term
	 * @return the answer
	 * @throws OctoStoreServerException with {@link ErrorCode#LEASE_NOT_CURRENT} if the
	 * term is over, which after an attempt whose answer was lost may be the work of that
	 * attempt
	 */
	public Resignation resignLeadership(String electionId, String leaderToken) {
		return call(operations().elections().resign(electionId, leaderToken));
	}

	/**
	 * Watch an election, on a connection of its own, from now until the watch is closed.
	 * The first event says how it stands when the watch begins; states in between may be
	 * lost, and others come twice. Needs no token, and none is sent.
	 * <p>
	 * Bounded and ended like {@link #watchLock}; the server ends it after 15 minutes at
	 * the latest.
	 * @param electionId the room
	 * @return the watch, to be closed
	 */
	public Watch<ElectionStatus> watchElection(String electionId) {
		return Watch.endingWithSlowReader(operations().elections().watch(electionId),
				this.reactive.watchElection(electionId));
	}

	private Operations operations() {
		return this.caller.operations();
	}

	<T> T call(Operation<T> operation) {
		this.caller.authorize(operation);
		Blocking.requireBlockingThread(operation);
		long deadline = this.caller.wire().deadlines().now() + this.reactive.timeout().toNanos();
		Call<T> call = new Call<>(operation, deadline, this.reactive.retry());
		return this.repeats.obtain().call(call, (current) -> {
			Mono<T> attempt = this.caller.attempt(current);
			return Blocking.await(operation, attempt);
		});
	}

	/**
	 * Close all connections and end all threads of this client, its original and all
	 * copies. Calls that are under way fail; later ones fail as not sent. Waits up to 3 s
	 * for the end, except on a thread that must not block.
	 */
	@Override
	public void close() {
		this.reactive.close();
	}

	@Override
	public String toString() {
		return "OctoStoreClient[timeout=" + this.reactive.timeout() + ", retry=" + this.reactive.retry()
				+ ", authenticated=" + (this.caller.credentials() != null) + "]";
	}

}
