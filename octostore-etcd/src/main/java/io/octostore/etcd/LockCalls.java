package io.octostore.etcd;

import java.time.Duration;
import java.util.List;
import java.util.function.LongFunction;

import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

import io.octostore.LossReason;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.etcd.Cluster.Limits;
import io.octostore.etcd.EtcdFailure.Kind;
import io.octostore.etcd.Reply.KeyValue;

/**
 * What is asked about locks.
 */
final class LockCalls {

	private static final String MARKER = "hold:";

	private final Cluster cluster;

	private final Keys keys;

	LockCalls(Cluster cluster, Keys keys) {
		this.cluster = cluster;
		this.keys = keys;
	}

	/**
	 * Acquire a lock. Nothing is believed as long as an earlier acquire of the session
	 * may arrive: it could take the lock after it was given back.
	 */
	Mono<AcquireAnswer> acquire(String name, EtcdSession session, Limits limits) {
		return Mono.defer(() -> session.needsFence() ? fence(name, session, limits) : ask(name, session, limits));
	}

	private Mono<AcquireAnswer> ask(String name, EtcdSession session, Limits limits) {
		long version = session.version();
		String lock = this.keys.lock(name);
		byte[] body = Requests.transaction(
				List.of(Requests.hasVersion(session.key(), version), Requests.createdAt(lock, 0)),
				Requests.put(lock, session.holder().toJson(), session.lease()),
				List.of(Requests.get(lock), Requests.get(session.key())));
		return this.cluster.send(new Call(Operation.TRANSACTION, subject(name), body), limits)
			.doOnError(EtcdFailure.class, (failure) -> {
				if (failure.isEffectPossible()) {
					session.unanswered(version);
				}
			})
			.flatMap((reply) -> {
				if (reply.unsettled()) {
					session.unanswered(version);
					return acquire(name, session, limits);
				}
				return reply.succeeded() ? Mono.just(granted(reply.revision())) : denied(name, session, reply, limits);
			})
			.onErrorResume(EtcdFailure.class, LockCalls::goneOr);
	}

	private Mono<AcquireAnswer> denied(String name, EtcdSession session, Reply reply, Limits limits) {
		KeyValue mark = reply.found(1);
		if (mark == null) {
			return Mono.just(new AcquireAnswer.SessionGone(LossReason.SESSION_EXPIRED));
		}
		KeyValue found = reply.found(0);
		if (found != null) {
			return Mono.just((found.lease() == session.lease()) ? granted(found.createRevision())
					: new AcquireAnswer.Held(Holder.read(found)));
		}
		// Free, but the version has been raised meanwhile
		session.hasVersion(mark.version());
		return acquire(name, session, limits);
	}

	/**
	 * Raise the version that earlier acquires demanded, and then acquire.
	 */
	private Mono<AcquireAnswer> fence(String name, EtcdSession session, Limits limits) {
		long version = session.version();
		byte[] body = Requests.transaction(List.of(Requests.hasVersion(session.key(), version)),
				Requests.put(session.key(), session.holder().toJson(), session.lease()),
				List.of(Requests.get(session.key())));
		return this.cluster.send(new Call(Operation.TRANSACTION, subject(name), body), limits).flatMap((reply) -> {
			KeyValue mark = reply.found(0);
			if (!reply.succeeded() && mark == null) {
				return Mono.just(new AcquireAnswer.SessionGone(LossReason.SESSION_EXPIRED));
			}
			session.hasVersion((mark != null) ? mark.version() : version + 1);
			return ask(name, session, limits);
		}).onErrorResume(EtcdFailure.class, LockCalls::goneOr).onErrorMap(EtcdFailure.class, LockCalls::withEffect);
	}

	/**
	 * The earlier acquire may be carried out, also if the fence failed.
	 */
	private static EtcdFailure withEffect(EtcdFailure failure) {
		return new EtcdFailure(failure.kind(), failure.error(), true);
	}

	private static Mono<AcquireAnswer> goneOr(EtcdFailure failure) {
		return (failure.kind() == Kind.NO_LEASE) ? Mono.just(new AcquireAnswer.SessionGone(LossReason.SESSION_EXPIRED))
				: Mono.error(failure);
	}

	private static AcquireAnswer granted(long revision) {
		return new AcquireAnswer.Granted(new LeaseId(Long.toString(revision)), revision);
	}

	/**
	 * Whether the lock is still the one that was granted. Its time is that of its
	 * session.
	 */
	Mono<ConfirmAnswer> renew(String name, LeaseId lease, Limits limits) {
		return this.cluster
			.send(new Call(Operation.RENEW, "A renewal of lock '" + name + "'", Requests.read(this.keys.lock(name))),
					limits)
			.map((reply) -> {
				KeyValue found = reply.found();
				return (found != null && found.createRevision() == revision(lease)) ? new ConfirmAnswer.Confirmed()
						: new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT);
			});
	}

	Mono<EndAnswer> release(String name, LeaseId lease, Limits limits) {
		String lock = this.keys.lock(name);
		byte[] body = Requests.transaction(List.of(Requests.createdAt(lock, revision(lease))), Requests.delete(lock),
				List.of());
		return this.cluster.send(new Call(Operation.TRANSACTION, "Release of lock '" + name + "'", body), limits)
			// One that was not answered may have released it
			.map((reply) -> (reply.succeeded() || reply.unsettled()) ? new EndAnswer.Ended()
					: new EndAnswer.AlreadyGone());
	}

	/**
	 * Get a lock that marks a hold, which is the same for all, or make it with a lease of
	 * its own.
	 */
	Mono<AcquireAnswer> marker(String name, Duration ttl, Limits limits) {
		return mark(name, 0, ttl, limits).map((reply) -> {
			KeyValue found = reply.found(0);
			long revision = (found != null) ? found.createRevision() : reply.revision();
			return new AcquireAnswer.Granted(new LeaseId(MARKER + revision), revision);
		});
	}

	static boolean isMarker(LeaseId lease) {
		return lease.value().startsWith(MARKER);
	}

	/**
	 * Hang a lock that marks a hold on a longer lease.
	 */
	Mono<ConfirmAnswer> prolongMarker(String name, LeaseId lease, Duration ttl, Limits limits) {
		return mark(name, revision(lease), ttl, limits).map(LockCalls::moved);
	}

	/**
	 * Hang a lock that is held back on a lease of its own, which ends before that of the
	 * session. A late request finds the lock created anew, or its own lease gone.
	 */
	Mono<ConfirmAnswer> shorten(String name, LeaseId lease, Duration ttl, Limits limits) {
		String lock = this.keys.lock(name);
		return hang(lock, revision(lease), ttl, "Holding back of lock '" + name + "'",
				(own) -> Requests.move(lock, own), limits)
			.map(LockCalls::moved);
	}

	private static ConfirmAnswer moved(Reply reply) {
		return reply.succeeded() ? new ConfirmAnswer.Confirmed() : new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT);
	}

	/**
	 * Put a marker in the place of one that was created at a revision, 0 for none.
	 */
	private Mono<Reply> mark(String name, long revision, Duration ttl, Limits limits) {
		String lock = this.keys.lock(name);
		return hang(lock, revision, ttl, "Marking of the hold '" + name + "'",
				(own) -> Requests.put(lock, new Holder("hold", null).toJson(), own), limits);
	}

	/**
	 * Put a key that was created at a revision, 0 for none, with a new lease.
	 */
	private Mono<Reply> hang(String key, long revision, Duration ttl, String subject, LongFunction<ObjectNode> put,
			Limits limits) {
		return this.cluster.send(new Call(Operation.GRANT, subject, Requests.grant(ttl)), limits)
			.flatMap((grant) -> this.cluster.send(new Call(Operation.TRANSACTION, subject,
					Requests.transaction(List.of(Requests.createdAt(key, revision)), put.apply(grant.number("ID")),
							List.of(Requests.get(key)))),
					limits));
	}

	private static String subject(String name) {
		return "Acquire of lock '" + name + "'";
	}

	private static long revision(LeaseId lease) {
		return Long.parseLong(isMarker(lease) ? lease.value().substring(MARKER.length()) : lease.value());
	}

}
