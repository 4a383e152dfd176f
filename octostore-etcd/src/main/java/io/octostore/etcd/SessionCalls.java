package io.octostore.etcd;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import io.octostore.LossReason;
import io.octostore.OctoStoreNetworkException;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.etcd.Cluster.Limits;
import io.octostore.etcd.EtcdFailure.Kind;

/**
 * What is asked about sessions.
 */
final class SessionCalls {

	private static final String SUBJECT = "The session";

	private final Cluster cluster;

	private final Keys keys;

	private final @Nullable String metadata;

	private final Map<SessionId, EtcdSession> sessions = new ConcurrentHashMap<>();

	SessionCalls(Cluster cluster, Keys keys, @Nullable String metadata) {
		this.cluster = cluster;
		this.keys = keys;
		this.metadata = metadata;
	}

	EtcdSession session(SessionId id) {
		EtcdSession known = this.sessions.get(id);
		return (known != null) ? known : session(Long.parseLong(id.value()));
	}

	private EtcdSession session(long lease) {
		String pseudonym = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
		return new EtcdSession(lease, this.keys.session(lease), new Holder(pseudonym, this.metadata));
	}

	/**
	 * Make a lease, and a key that hangs on it.
	 */
	Mono<SessionAnswer> create(Duration ttl, Limits limits) {
		return this.cluster.send(new Call(Operation.GRANT, "The creation of a session", Requests.grant(ttl)), limits)
			.flatMap((reply) -> mark(session(reply.number("ID")), Duration.ofSeconds(reply.number("TTL")), limits));
	}

	private Mono<SessionAnswer> mark(EtcdSession session, Duration ttl, Limits limits) {
		byte[] body = Requests.transaction(List.of(Requests.hasVersion(session.key(), 0)),
				Requests.put(session.key(), session.holder().toJson(), session.lease()),
				List.of(Requests.get(session.key())));
		return this.cluster.send(new Call(Operation.TRANSACTION, "The creation of a session", body), limits)
			.map((reply) -> {
				this.sessions.put(session.id(), session);
				return new SessionAnswer.Created(session.id(), ttl);
			});
	}

	/**
	 * Prolong the lease, and read the key that hangs on it: a keepalive may be confirmed
	 * for a lease that has ended, the read may not. It counts only if no leader has
	 * changed in between, because the former one may have confirmed the keepalive.
	 */
	Mono<ConfirmAnswer> keepAlive(SessionId id, Limits limits) {
		EtcdSession session = session(id);
		return this.cluster
			.send(new Call(Operation.KEEP_ALIVE, "A keepalive of the session", Requests.lease(session.lease())), limits)
			.flatMap((kept) -> this.cluster
				.send(new Call(Operation.READ_SESSION, "A keepalive of the session", Requests.read(session.key())),
						limits)
				.flatMap((read) -> {
					if (read.found() == null) {
						this.sessions.remove(id);
						return Mono.just(new ConfirmAnswer.Gone(LossReason.SESSION_EXPIRED));
					}
					if (kept.number("TTL") <= 0) {
						return Mono.just(uncertain("etcd has its key, but does not know its lease"));
					}
					if (kept.raftTerm() == read.raftTerm()) {
						return Mono.just(new ConfirmAnswer.Confirmed());
					}
					return this.cluster.isOver(limits) ? Mono.just(uncertain("the leader has changed"))
							: keepAlive(id, limits);
				}));
	}

	private static ConfirmAnswer uncertain(String reason) {
		return new ConfirmAnswer.Uncertain(
				OctoStoreNetworkException.unanswered("A keepalive of the session was not confirmed: " + reason, null),
				null);
	}

	Mono<OptionalInt> countLocks(SessionId id, Limits limits) {
		return this.cluster
			.send(new Call(Operation.TIME_TO_LIVE, SUBJECT, Requests.keysOf(session(id).lease())), limits)
			.map((reply) -> OptionalInt.of((int) reply.texts("keys").stream().filter(this.keys::isLock).count()));
	}

	Mono<EndAnswer> end(SessionId id, Limits limits) {
		EtcdSession session = session(id);
		this.sessions.remove(id);
		return this.cluster
			.send(new Call(Operation.REVOKE, "The end of a session", Requests.lease(session.lease())), limits)
			.<EndAnswer>map((reply) -> new EndAnswer.Ended())
			.onErrorResume(EtcdFailure.class, (failure) -> (failure.kind() == Kind.NO_LEASE)
					? Mono.just(new EndAnswer.AlreadyGone()) : Mono.error(failure));
	}

}
