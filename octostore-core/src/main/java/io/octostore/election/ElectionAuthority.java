package io.octostore.election;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import io.octostore.ErrorCode;
import io.octostore.HolderInfo;
import io.octostore.LossReason;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
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
import io.octostore.client.CampaignRequest;
import io.octostore.client.CampaignResult;
import io.octostore.client.Resignation;
import io.octostore.internal.Safeguard;

/**
 * Elections as the engine sees them: to campaign is to acquire, a term is a lease, to
 * resign is to release it. Repeats nothing. Thread safe.
 */
final class ElectionAuthority implements LockAuthority {

	/** What the server calls the lock behind an election. */
	private static final String PREFIX = "__election/";

	private static final AuthorityTraits TRAITS = new AuthorityTraits("OctoStore elections", TtlRange.ofSeconds(5, 300),
			TtlRange.ofSeconds(5, 300), true, true, OptionalInt.empty(), false, false);

	private final ElectionCalls calls;

	private final RandomGenerator random;

	/** Who campaigns for a room. */
	private final Map<String, CampaignRequest> candidates = new ConcurrentHashMap<>();

	/** The last term of each room that was won here. */
	private final Map<String, Term> terms = new ConcurrentHashMap<>();

	ElectionAuthority(ElectionCalls calls, RandomGenerator random) {
		this.calls = calls;
		this.random = random;
	}

	static String lockName(String room) {
		return PREFIX + room;
	}

	static String room(String lockName) {
		return lockName.substring(PREFIX.length());
	}

	/**
	 * Set who campaigns for a room from now on.
	 */
	void candidate(String room, CampaignRequest candidate) {
		this.candidates.put(room, candidate);
	}

	@Override
	public AuthorityTraits traits() {
		return TRAITS;
	}

	@Override
	public void acquire(String name, Duration ttl, @Nullable SessionId session, Attempt attempt,
			Consumer<? super AcquireAnswer> answer) {
		String room = room(name);
		CampaignRequest candidate = this.candidates.get(room);
		if (candidate == null) {
			throw new IllegalStateException("No candidate campaigns for room '" + room + "'");
		}
		CampaignRequest request = unique(candidate);
		exchange(this.calls.campaign(room, request, attempt), (result) -> campaigned(room, result),
				ElectionAuthority::campaignFailure, answer);
	}

	/**
	 * An id that no other attempt has: in a list of leaders each is told from the others,
	 * and none of them is mistaken for one's own.
	 */
	@Safeguard("one-id-for-each-attempt")
	private CampaignRequest unique(CampaignRequest candidate) {
		String id = candidate.candidateId() + "." + String.format("%016x", this.random.nextLong());
		CampaignRequest request = CampaignRequest.of(id, candidate.ttl());
		return candidate.metadata().map(request::withMetadata).orElse(request);
	}

	/**
	 * Only the answer to the campaign itself, with its leader token, makes a leader; any
	 * other leader is another candidate, also one of the same name.
	 */
	@Safeguard("only-the-answer-makes-a-leader")
	private AcquireAnswer campaigned(String room, CampaignResult result) {
		if (result instanceof CampaignResult.Elected elected) {
			Term term = new Term(new LeaseId(UUID.randomUUID().toString()), elected);
			this.terms.put(room, term);
			return new AcquireAnswer.Granted(term.lease(), term.number());
		}
		CampaignResult.Follower follower = (CampaignResult.Follower) result;
		return new AcquireAnswer.Held(HolderInfo.unknown().withRetryAfter(follower.retryAfter().orElse(null)));
	}

	/**
	 * A term whose answer was lost can be neither renewed nor ended nor asked about, so
	 * that there is nothing to settle: it has to be waited out, which the server sees to.
	 */
	private static AcquireAnswer campaignFailure(OctoStoreException failure) {
		if (failure instanceof OctoStoreNetworkException || failure instanceof OctoStoreProtocolException
				|| (failure instanceof OctoStoreServerException server && server.isTransient())) {
			return new AcquireAnswer.Failed(failure, false, false);
		}
		return new AcquireAnswer.Refused(failure);
	}

	@Override
	public void renew(String name, LeaseId lease, Duration ttl, Attempt attempt,
			Consumer<? super ConfirmAnswer> answer) {
		String room = room(name);
		Term term = term(room, lease);
		if (term == null) {
			answer.accept(new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
			return;
		}
		exchange(this.calls.renew(room, term.elected().leaderToken(), ttl, attempt),
				(renewed) -> term.isContinuedBy(renewed) ? new ConfirmAnswer.Confirmed()
						: new ConfirmAnswer.Gone(LossReason.IDENTITY_MISMATCH),
				ElectionAuthority::renewalFailure, answer);
	}

	private static ConfirmAnswer renewalFailure(OctoStoreException failure) {
		if (isOver(failure)) {
			return new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT);
		}
		if (failure instanceof OctoStoreProtocolException protocol && protocol.isIdentityMismatch()) {
			return new ConfirmAnswer.Gone(LossReason.IDENTITY_MISMATCH);
		}
		Duration retryAfter = (failure instanceof OctoStoreServerException server) ? server.retryAfter().orElse(null)
				: null;
		return new ConfirmAnswer.Uncertain(failure, retryAfter);
	}

	@Override
	public void release(String name, LeaseId lease, Attempt attempt, Consumer<? super EndAnswer> answer) {
		String room = room(name);
		Term term = term(room, lease);
		if (term == null) {
			// A later term was won here, which proves that this one is over
			answer.accept(new EndAnswer.AlreadyGone());
			return;
		}
		exchange(this.calls.resign(room, term.elected().leaderToken(), attempt),
				(resignation) -> resigned(term, resignation),
				(failure) -> isOver(failure) ? new EndAnswer.AlreadyGone() : new EndAnswer.Unknown(failure), answer);
	}

	private static EndAnswer resigned(Term term, Resignation resignation) {
		if (isOf(term, resignation)) {
			return new EndAnswer.Ended();
		}
		return new EndAnswer.Unknown(OctoStoreProtocolException
			.identityMismatch("The resignation from term " + term.number() + " of election '" + resignation.electionId()
					+ "' was answered for term " + resignation.previousTerm(), 200, null));
	}

	@Safeguard("a-resignation-names-the-term")
	private static boolean isOf(Term term, Resignation resignation) {
		return resignation.previousTerm() == term.number();
	}

	private static boolean isOver(OctoStoreException failure) {
		return failure instanceof OctoStoreServerException server && server.isProof()
				&& server.code() == ErrorCode.LEASE_NOT_CURRENT;
	}

	private @Nullable Term term(String room, LeaseId lease) {
		Term term = this.terms.get(room);
		return (term != null && term.lease().equals(lease)) ? term : null;
	}

	@Override
	public void createSession(Duration ttl, Attempt attempt, Consumer<? super SessionAnswer> answer) {
		throw noSessions();
	}

	@Override
	public void keepAlive(SessionId session, Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
		throw noSessions();
	}

	@Override
	public void countLocks(SessionId session, Attempt attempt, Consumer<? super OptionalInt> answer) {
		throw noSessions();
	}

	@Override
	public void endSession(SessionId session, Attempt attempt, Consumer<? super EndAnswer> answer) {
		throw noSessions();
	}

	@Override
	public Watch watch(String name, Consumer<? super WatchSignal> signals) {
		throw new IllegalStateException("Rooms are watched by their candidates");
	}

	private static IllegalStateException noSessions() {
		return new IllegalStateException("Elections have no sessions");
	}

	private static <T, A> void exchange(Mono<T> exchange, Function<T, A> success,
			Function<OctoStoreException, A> failure, Consumer<? super A> answer) {
		exchange.subscribe((result) -> answer.accept(success.apply(result)),
				(error) -> answer.accept(failure.apply(translated(error))));
	}

	private static OctoStoreException translated(Throwable error) {
		return (error instanceof OctoStoreException known) ? known : OctoStoreNetworkException
			.unanswered("The request failed unexpectedly: " + error.getClass().getSimpleName(), error);
	}

	/**
	 * A term that was won.
	 *
	 * @param lease what the engine calls it
	 * @param elected the answer to the campaign, with the leader token
	 */
	private record Term(LeaseId lease, CampaignResult.Elected elected) {

		long number() {
			return this.elected.leader().term();
		}

		boolean isContinuedBy(CampaignResult.Elected renewed) {
			return renewed.leader().term() == number()
					&& renewed.leader().candidateId().equals(this.elected.leader().candidateId());
		}

	}

}
