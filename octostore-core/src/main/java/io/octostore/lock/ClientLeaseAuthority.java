package io.octostore.lock;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import io.octostore.ErrorCode;
import io.octostore.LockLimitExceededException;
import io.octostore.LossReason;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.UnsupportedServerException;
import io.octostore.client.AcquireRequest;
import io.octostore.client.AcquireResult;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.RetrySettings;
import io.octostore.lease.LeaseAuthority;

/**
 * The OctoStore server as the engine sees it. Translates each answer and failure of the
 * client into what it proves; repeats nothing.
 */
final class ClientLeaseAuthority implements LeaseAuthority {

	private final ReactiveOctoStoreClient client;

	private final ReactiveOctoStoreClient fresh;

	private final @Nullable String metadata;

	ClientLeaseAuthority(ReactiveOctoStoreClient client, @Nullable String metadata) {
		this.client = client.withRetry(RetrySettings.none());
		this.fresh = this.client.withFreshConnection();
		this.metadata = metadata;
	}

	@Override
	public void createSession(Duration ttl, Attempt attempt, Consumer<? super SessionAnswer> answer) {
		exchange(client(attempt).createSession(ttl),
				(session) -> new SessionAnswer.Created(session.id(), session.effectiveTtl()),
				ClientLeaseAuthority::sessionFailure, answer);
	}

	@Override
	public void keepAlive(UUID session, Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
		exchange(client(attempt).keepSessionAlive(session), (kept) -> new ConfirmAnswer.Confirmed(),
				ClientLeaseAuthority::confirmFailure, answer);
	}

	@Override
	public void countLocks(UUID session, Attempt attempt, Consumer<? super OptionalInt> answer) {
		exchange(client(attempt).getSession(session), (info) -> OptionalInt.of(info.lockCount()),
				(failure) -> OptionalInt.empty(), answer);
	}

	@Override
	public void endSession(UUID session, Attempt attempt, Consumer<? super EndAnswer> answer) {
		exchange(client(attempt).deleteSession(session).thenReturn(true), (ended) -> new EndAnswer.Ended(),
				ClientLeaseAuthority::endFailure, answer);
	}

	@Override
	public void acquire(String name, Duration ttl, @Nullable UUID session, Attempt attempt,
			Consumer<? super AcquireAnswer> answer) {
		AcquireRequest request = AcquireRequest.of(name, ttl);
		if (session != null) {
			request = request.withEphemeralSession(session);
		}
		if (this.metadata != null) {
			request = request.withMetadata(this.metadata);
		}
		exchange(client(attempt).tryAcquireLock(request), (result) -> acquired(name, result),
				(failure) -> acquireFailure(failure, session != null), answer);
	}

	@Override
	public void renew(String name, UUID lease, Duration ttl, Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
		exchange(client(attempt).renewLock(name, lease, ttl), (renewal) -> new ConfirmAnswer.Confirmed(),
				ClientLeaseAuthority::confirmFailure, answer);
	}

	@Override
	public void release(String name, UUID lease, Attempt attempt, Consumer<? super EndAnswer> answer) {
		exchange(client(attempt).releaseLock(name, lease).thenReturn(true), (released) -> new EndAnswer.Ended(),
				ClientLeaseAuthority::endFailure, answer);
	}

	private ReactiveOctoStoreClient client(Attempt attempt) {
		return (attempt.freshConnection() ? this.fresh : this.client).withTimeout(attempt.timeout());
	}

	private static <T, A> void exchange(Mono<T> exchange, Function<T, A> success,
			Function<OctoStoreException, A> failure, Consumer<? super A> answer) {
		exchange.subscribe((result) -> answer.accept(success.apply(result)),
				(error) -> answer.accept(failure.apply(translated(error))));
	}

	private static OctoStoreException translated(Throwable error) {
		if (error instanceof OctoStoreException known) {
			return known;
		}
		return OctoStoreNetworkException
			.unanswered("The request failed unexpectedly: " + error.getClass().getSimpleName(), error);
	}

	private static AcquireAnswer acquired(String name, AcquireResult result) {
		if (result instanceof AcquireResult.Acquired acquired) {
			return new AcquireAnswer.Granted(acquired.leaseId(), acquired.fencingToken());
		}
		if (result instanceof AcquireResult.Held held) {
			return new AcquireAnswer.Unavailable(held.asException(name), held.retryAfter().orElse(null), false);
		}
		AcquireResult.Delayed delayed = (AcquireResult.Delayed) result;
		return new AcquireAnswer.Unavailable(delayed.asException(name), delayed.retryAfter().orElse(null), true);
	}

	private static AcquireAnswer acquireFailure(OctoStoreException failure, boolean inSession) {
		if (failure instanceof LockLimitExceededException) {
			return new AcquireAnswer.LimitReached(failure);
		}
		LossReason gone = inSession ? sessionGone(failure) : null;
		if (gone != null) {
			return new AcquireAnswer.SessionGone(gone);
		}
		if (failure instanceof OctoStoreNetworkException network) {
			return new AcquireAnswer.Failed(failure, network.mayHaveBeenApplied(),
					network.mayHaveBeenApplied() && !network.isTimeout());
		}
		if (failure instanceof OctoStoreProtocolException protocol) {
			return new AcquireAnswer.Failed(failure, protocol.mayHaveBeenApplied(), false);
		}
		if (failure instanceof OctoStoreServerException server && server.isTransient()) {
			return new AcquireAnswer.Failed(failure, server.mayHaveBeenApplied(), false);
		}
		return new AcquireAnswer.Refused(withCure(failure));
	}

	private static SessionAnswer sessionFailure(OctoStoreException failure) {
		boolean temporary = failure instanceof OctoStoreNetworkException
				|| failure instanceof OctoStoreProtocolException
				|| (failure instanceof OctoStoreServerException server && server.isTransient());
		return temporary ? new SessionAnswer.Failed(failure) : new SessionAnswer.Refused(withCure(failure));
	}

	private static ConfirmAnswer confirmFailure(OctoStoreException failure) {
		if (failure instanceof OctoStoreServerException server) {
			LossReason gone = (server.code() == ErrorCode.LEASE_NOT_CURRENT) ? LossReason.LEASE_NOT_CURRENT
					: sessionGone(server);
			return (gone != null) ? new ConfirmAnswer.Gone(gone)
					: new ConfirmAnswer.Uncertain(failure, server.retryAfter().orElse(null));
		}
		if (failure instanceof OctoStoreProtocolException protocol && protocol.isIdentityMismatch()) {
			return new ConfirmAnswer.Gone(LossReason.IDENTITY_MISMATCH);
		}
		return new ConfirmAnswer.Uncertain(failure, null);
	}

	private static EndAnswer endFailure(OctoStoreException failure) {
		boolean gone = failure instanceof OctoStoreServerException server
				&& (server.code() == ErrorCode.LEASE_NOT_CURRENT || sessionGone(server) != null);
		return gone ? new EndAnswer.AlreadyGone() : new EndAnswer.Unknown(failure);
	}

	private static @Nullable LossReason sessionGone(OctoStoreException failure) {
		if (failure instanceof OctoStoreServerException server) {
			if (server.code() == ErrorCode.SESSION_EXPIRED) {
				return LossReason.SESSION_EXPIRED;
			}
			if (server.code() == ErrorCode.NOT_FOUND) {
				return LossReason.SESSION_NOT_FOUND;
			}
		}
		return null;
	}

	/**
	 * An old server is refused because instances with one token would not exclude each
	 * other; say what can be done about it.
	 */
	private static OctoStoreException withCure(OctoStoreException failure) {
		if (failure instanceof UnsupportedServerException unsupported) {
			return new UnsupportedServerException(unsupported.getMessage()
					+ ". Two instances with one token would both acquire the lock there. Use a newer server, or, if "
					+ "each instance has a token of a user of its own, set octostore.lock.holder=token",
					unsupported.requiredRelease());
		}
		return failure;
	}

}
