package io.octostore.etcd;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import io.octostore.OctoStoreException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.Attempt;
import io.octostore.authority.AuthorityTraits;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.authority.LockAuthority;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.authority.TtlRange;
import io.octostore.authority.WatchSignal;
import io.octostore.client.http.BackgroundRequests;
import io.octostore.client.http.Wire;
import io.octostore.etcd.Cluster.Limits;
import io.octostore.etcd.EtcdFailure.Kind;

/**
 * An etcd cluster as the service that grants locks: <pre class="code">
 * EtcdAuthority etcd = EtcdAuthority.builder()
 *     .endpoints("https://etcd-1:2379", "https://etcd-2:2379", "https://etcd-3:2379")
 *     .build();
 * OctoStoreLocks locks = OctoStoreLocks.builder(etcd).build();
 * </pre> Locks on etcd always belong to a session: the lock holder
 * {@link io.octostore.lock.LockHolder#TOKEN} is refused. Fencing tokens are revisions of
 * the cluster, which grow over all locks.
 * <p>
 * Needs etcd 3.5.23 or newer of 3.5, or 3.6.5 or newer, with its JSON gateway switched
 * on, which it is by default.
 * <p>
 * Thread safe. Nothing is opened or started before the first lock is asked for. Close it
 * after the locks that use it.
 *
 * @since 0.1.0
 */
public final class EtcdAuthority implements LockAuthority, AutoCloseable {

	private static final AuthorityTraits TRAITS = new AuthorityTraits("etcd", TtlRange.ofSeconds(10, 300),
			TtlRange.ofSeconds(1, 3600), false, false, OptionalInt.empty(), false, true, true);

	private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

	private static final Context BACKGROUND = BackgroundRequests.mark(Context.empty());

	private final String shown;

	private final Cluster cluster;

	private final Keys keys;

	private final SessionCalls sessions;

	private final LockCalls locks;

	EtcdAuthority(EtcdAuthorityBuilder builder) {
		Endpoints endpoints = new Endpoints(builder.uris());
		this.shown = "etcd at " + endpoints;
		Wire wire = new Wire(builder.connectionSettings(), builder.observations(), false);
		this.cluster = new Cluster(wire, endpoints, builder.tokens(), builder.endpointTimeout());
		this.keys = new Keys(builder.keyPrefix());
		this.sessions = new SessionCalls(this.cluster, this.keys, builder.metadata());
		this.locks = new LockCalls(this.cluster, this.keys);
	}

	/**
	 * Begin to build an authority.
	 * @return a builder
	 */
	public static EtcdAuthorityBuilder builder() {
		return new EtcdAuthorityBuilder();
	}

	@Override
	public AuthorityTraits traits() {
		return TRAITS;
	}

	@Override
	public void createSession(Duration ttl, Attempt attempt, Consumer<? super SessionAnswer> answer) {
		exchange((limits) -> this.sessions.create(ttl, limits), attempt,
				(failure) -> (failure.kind() == Kind.FINAL || failure.kind() == Kind.NO_USER)
						? new SessionAnswer.Refused(failure.error()) : new SessionAnswer.Failed(failure.error()),
				BACKGROUND, answer);
	}

	@Override
	public void keepAlive(SessionId session, Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
		exchange((limits) -> this.sessions.keepAlive(session, limits), attempt, EtcdAuthority::uncertain, BACKGROUND,
				answer);
	}

	@Override
	public void countLocks(SessionId session, Attempt attempt, Consumer<? super OptionalInt> answer) {
		exchange((limits) -> this.sessions.countLocks(session, limits), attempt, (failure) -> OptionalInt.empty(),
				BACKGROUND, answer);
	}

	@Override
	public void endSession(SessionId session, Attempt attempt, Consumer<? super EndAnswer> answer) {
		exchange((limits) -> this.sessions.end(session, limits), attempt, EtcdAuthority::unknown, BACKGROUND, answer);
	}

	@Override
	public void acquire(String name, Duration ttl, @Nullable SessionId session, Attempt attempt,
			Consumer<? super AcquireAnswer> answer) {
		exchange(
				(limits) -> (session != null) ? this.locks.acquire(name, this.sessions.session(session), limits)
						: this.locks.marker(name, ttl, limits),
				attempt, EtcdAuthority::notAcquired, Context.empty(), answer);
	}

	@Override
	public void renew(String name, LeaseId lease, Duration ttl, Attempt attempt,
			Consumer<? super ConfirmAnswer> answer) {
		exchange((limits) -> LockCalls.isMarker(lease) ? this.locks.prolongMarker(name, lease, ttl, limits)
				: this.locks.renew(name, lease, limits), attempt, EtcdAuthority::uncertain, BACKGROUND, answer);
	}

	@Override
	public void shorten(String name, LeaseId lease, Duration ttl, Attempt attempt,
			Consumer<? super ConfirmAnswer> answer) {
		exchange((limits) -> this.locks.shorten(name, lease, ttl, limits), attempt, EtcdAuthority::uncertain,
				BACKGROUND, answer);
	}

	@Override
	public void release(String name, LeaseId lease, Attempt attempt, Consumer<? super EndAnswer> answer) {
		exchange((limits) -> this.locks.release(name, lease, limits), attempt, EtcdAuthority::unknown, Context.empty(),
				answer);
	}

	@Override
	public Watch watch(String name, Consumer<? super WatchSignal> signals) {
		Disposable watch = new LockWatch(this.cluster, this.keys, name).signals()
			.subscribe(signals, (failure) -> signals.accept(WatchSignal.ENDED),
					() -> signals.accept(WatchSignal.ENDED));
		return watch::dispose;
	}

	/**
	 * Ask whether the cluster works, by a read that a majority of its members has to
	 * confirm. Blocks.
	 * @param timeout how long to wait for an answer at most, positive
	 * @return what has answered
	 * @throws OctoStoreException if no endpoint gave a usable answer, or the release is
	 * not supported, or user name and password are not accepted
	 */
	public EtcdStatus check(Duration timeout) {
		Objects.requireNonNull(timeout, "timeout");
		Call call = new Call(Operation.READ, "A check of the cluster", Requests.read(this.keys.nothing()));
		try {
			return Objects.requireNonNull(this.cluster.send(call, this.cluster.limits(timeout, false))
				.contextWrite((context) -> context.putAll(BACKGROUND.readOnly()))
				.map((reply) -> status(this.cluster.current()))
				.block(timeout.plusSeconds(1)));
		}
		catch (EtcdFailure ex) {
			throw ex.error();
		}
	}

	private static EtcdStatus status(Endpoint endpoint) {
		return new EtcdStatus(endpoint.toString(), String.valueOf(endpoint.version()));
	}

	/**
	 * Close all connections. What is under way fails; sessions and locks that exist are
	 * left to expire.
	 */
	@Override
	public void close() {
		this.cluster.close(CLOSE_LIMIT);
	}

	/**
	 * Names the members of the cluster.
	 */
	@Override
	public String toString() {
		return this.shown;
	}

	private <A> void exchange(Function<Limits, Mono<? extends A>> exchange, Attempt attempt,
			Function<EtcdFailure, ? extends A> failure, Context call, Consumer<? super A> answer) {
		Limits limits = this.cluster.limits(attempt.timeout(), attempt.freshConnection());
		exchange.apply(limits)
			.contextWrite((context) -> context.putAll(call.readOnly()))
			.subscribe(answer, (error) -> answer.accept(failure.apply(Cluster.classified(error, "The request"))));
	}

	private static AcquireAnswer notAcquired(EtcdFailure failure) {
		if (failure.isTemporary() || failure.isEffectPossible()) {
			return new AcquireAnswer.Failed(failure.error(), failure.isEffectPossible(),
					failure.kind() == Kind.UNREACHABLE && failure.isEffectPossible());
		}
		return new AcquireAnswer.Refused(failure.error());
	}

	private static ConfirmAnswer uncertain(EtcdFailure failure) {
		return new ConfirmAnswer.Uncertain(failure.error(), null);
	}

	private static EndAnswer unknown(EtcdFailure failure) {
		return new EndAnswer.Unknown(failure.error());
	}

}
