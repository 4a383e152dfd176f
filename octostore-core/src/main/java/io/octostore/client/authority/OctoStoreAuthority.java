package io.octostore.client.authority;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import io.octostore.ErrorCode;
import io.octostore.HolderInfo;
import io.octostore.LockLimitExceededException;
import io.octostore.LossReason;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.UnsupportedServerException;
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
import io.octostore.client.AcquireRequest;
import io.octostore.client.AcquireResult;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.RetrySettings;
import io.octostore.client.http.BackgroundRequests;
import io.octostore.internal.Safeguard;

/**
 * The OctoStore server as the engine sees it. Translates each answer and failure of the
 * client into what it proves; repeats nothing.
 */
public final class OctoStoreAuthority implements LockAuthority {

	/** Ranges and abilities of the server. */
	public static final AuthorityTraits TRAITS = new AuthorityTraits("OctoStore", TtlRange.ofSeconds(10, 300),
			TtlRange.ofSeconds(1, 3600), true, true, OptionalInt.of(100), true, true);

	private static final ContextView BACKGROUND = BackgroundRequests.mark(Context.empty());

	/** The client as it was given, for watches. */
	private final ReactiveOctoStoreClient watching;

	private final ReactiveOctoStoreClient client;

	private final ReactiveOctoStoreClient fresh;

	private final @Nullable String metadata;

	private final NamedTerms terms;

	private final RequestContexts contexts;

	/** The client refers to it weakly. */
	private final Runnable onDisconnect = this::disconnected;

	private volatile Runnable disconnectListener = () -> {
	};

	/**
	 * Create an authority whose requests are sent on behalf of no call.
	 * @param client the client; its retries are not used, because the engine repeats by
	 * itself
	 * @param metadata what is stored with each lock, or {@code null}
	 */
	public OctoStoreAuthority(ReactiveOctoStoreClient client, @Nullable String metadata) {
		this(client, metadata, NamedTerms.NONE, RequestContexts.NONE);
	}

	/**
	 * Create an authority.
	 * @param client the client; its retries are not used, because the engine repeats by
	 * itself
	 * @param metadata what is stored with locks that have no metadata of their own, or
	 * {@code null}
	 * @param terms what is stored with single locks
	 * @param contexts on whose behalf requests are sent
	 */
	public OctoStoreAuthority(ReactiveOctoStoreClient client, @Nullable String metadata, NamedTerms terms,
			RequestContexts contexts) {
		this.watching = client;
		this.client = client.withRetry(RetrySettings.none().withRecovery(true));
		this.fresh = this.client.withFreshConnection();
		this.metadata = metadata;
		this.terms = terms;
		this.contexts = contexts;
	}

	@Override
	public AuthorityTraits traits() {
		return TRAITS;
	}

	@Override
	public void createSession(Duration ttl, Attempt attempt, Consumer<? super SessionAnswer> answer) {
		exchange(client(attempt).createSession(ttl),
				(session) -> new SessionAnswer.Created(new SessionId(session.id().toString()), session.effectiveTtl()),
				OctoStoreAuthority::sessionFailure, BACKGROUND, answer);
	}

	@Override
	public void keepAlive(SessionId session, Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
		exchange(client(attempt).keepSessionAlive(uuid(session)), (kept) -> new ConfirmAnswer.Confirmed(),
				OctoStoreAuthority::confirmFailure, BACKGROUND, answer);
	}

	@Override
	public void countLocks(SessionId session, Attempt attempt, Consumer<? super OptionalInt> answer) {
		exchange(client(attempt).getSession(uuid(session)), (info) -> OptionalInt.of(info.lockCount()),
				(failure) -> OptionalInt.empty(), BACKGROUND, answer);
	}

	@Override
	public void endSession(SessionId session, Attempt attempt, Consumer<? super EndAnswer> answer) {
		exchange(client(attempt).deleteSession(uuid(session)).thenReturn(true), (ended) -> new EndAnswer.Ended(),
				OctoStoreAuthority::endFailure, BACKGROUND, answer);
	}

	@Override
	public void acquire(String name, Duration ttl, @Nullable SessionId session, Attempt attempt,
			Consumer<? super AcquireAnswer> answer) {
		AcquireRequest request = AcquireRequest.of(name, ttl);
		if (session != null) {
			request = inSession(request, session);
		}
		request = this.terms.complete(request, this.metadata, attempt.note());
		exchange(client(attempt).tryAcquireLock(request), OctoStoreAuthority::acquired,
				(failure) -> acquireFailure(failure, session != null), this.contexts.asking(name), answer);
	}

	@Safeguard("locks-hang-on-a-session")
	private static AcquireRequest inSession(AcquireRequest request, SessionId session) {
		return request.withEphemeralSession(uuid(session));
	}

	@Override
	public void renew(String name, LeaseId lease, Duration ttl, Attempt attempt,
			Consumer<? super ConfirmAnswer> answer) {
		exchange(client(attempt).renewLock(name, uuid(lease), ttl), (renewal) -> new ConfirmAnswer.Confirmed(),
				OctoStoreAuthority::confirmFailure, BACKGROUND, answer);
	}

	@Override
	public void release(String name, LeaseId lease, Attempt attempt, Consumer<? super EndAnswer> answer) {
		exchange(client(attempt).releaseLock(name, uuid(lease)).thenReturn(true), (released) -> new EndAnswer.Ended(),
				OctoStoreAuthority::endFailure, this.contexts.holding(name), answer);
	}

	@Override
	public Watch watch(String name, Consumer<? super WatchSignal> signals) {
		Disposable stream = this.watching.watchLock(name)
			.subscribe((event) -> signals.accept(event.type().isFree() ? WatchSignal.FREE : WatchSignal.HELD),
					(failure) -> signals.accept(WatchSignal.ENDED), () -> signals.accept(WatchSignal.ENDED));
		return stream::dispose;
	}

	@Override
	public void onDisconnect(Runnable listener) {
		this.disconnectListener = listener;
		this.client.onDisconnect(this.onDisconnect);
	}

	private void disconnected() {
		this.disconnectListener.run();
	}

	private static UUID uuid(SessionId session) {
		return UUID.fromString(session.value());
	}

	private static UUID uuid(LeaseId lease) {
		return UUID.fromString(lease.value());
	}

	private ReactiveOctoStoreClient client(Attempt attempt) {
		return (attempt.freshConnection() ? this.fresh : this.client).withTimeout(attempt.timeout());
	}

	private static <T, A> void exchange(Mono<T> exchange, Function<T, A> success,
			Function<OctoStoreException, A> failure, ContextView call, Consumer<? super A> answer) {
		exchange.contextWrite((context) -> context.putAll(call))
			.subscribe((result) -> answer.accept(success.apply(result)),
					(error) -> answer.accept(failure.apply(translated(error))));
	}

	private static OctoStoreException translated(Throwable error) {
		if (error instanceof OctoStoreException known) {
			return known;
		}
		return OctoStoreNetworkException
			.unanswered("The request failed unexpectedly: " + error.getClass().getSimpleName(), error);
	}

	private static AcquireAnswer acquired(AcquireResult result) {
		if (result instanceof AcquireResult.Acquired acquired) {
			return new AcquireAnswer.Granted(new LeaseId(acquired.leaseId().toString()), acquired.fencingToken());
		}
		if (result instanceof AcquireResult.Held held) {
			return new AcquireAnswer.Held(HolderInfo.unknown()
				.withHolder(held.holderId().orElse(null))
				.withExpiresAt(held.expiresAt())
				.withMetadata(held.metadata().flatMap(LockNote::strip).orElse(null))
				.withRetryAfter(held.retryAfter().orElse(null)));
		}
		AcquireResult.Delayed delayed = (AcquireResult.Delayed) result;
		return new AcquireAnswer.Held(
				HolderInfo.coolingUntil(delayed.availableAt()).withRetryAfter(delayed.retryAfter().orElse(null)));
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
			return new AcquireAnswer.Failed(failure, network.mayHaveBeenApplied(), network.mayHaveBeenApplied());
		}
		if (failure instanceof OctoStoreProtocolException protocol) {
			return new AcquireAnswer.Failed(failure, protocol.mayHaveBeenApplied(), false);
		}
		if (failure instanceof OctoStoreServerException server && isTemporary(server)) {
			return new AcquireAnswer.Failed(failure, server.mayHaveBeenApplied(), false);
		}
		return new AcquireAnswer.Refused(withCure(failure));
	}

	@Safeguard("final-refusals-are-final")
	private static boolean isTemporary(OctoStoreServerException refusal) {
		return refusal.isTransient();
	}

	private static SessionAnswer sessionFailure(OctoStoreException failure) {
		boolean temporary = failure instanceof OctoStoreNetworkException
				|| failure instanceof OctoStoreProtocolException
				|| (failure instanceof OctoStoreServerException server && isTemporary(server));
		return temporary ? new SessionAnswer.Failed(failure) : new SessionAnswer.Refused(withCure(failure));
	}

	private static ConfirmAnswer confirmFailure(OctoStoreException failure) {
		if (failure instanceof OctoStoreServerException server) {
			LossReason gone = isLeaseGone(server) ? LossReason.LEASE_NOT_CURRENT : sessionGone(server);
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
				&& (isLeaseGone(server) || sessionGone(server) != null);
		return gone ? new EndAnswer.AlreadyGone() : new EndAnswer.Unknown(failure);
	}

	/**
	 * Only the server's own code is proof: see {@code Verdict} of the client.
	 */
	private static boolean isLeaseGone(OctoStoreServerException failure) {
		return failure.isProof() && failure.code() == ErrorCode.LEASE_NOT_CURRENT;
	}

	@Safeguard("a-session-is-gone-by-proof-only")
	private static @Nullable LossReason sessionGone(OctoStoreException failure) {
		if (failure instanceof OctoStoreServerException server && server.isProof()) {
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
