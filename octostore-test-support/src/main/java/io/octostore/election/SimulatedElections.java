package io.octostore.election;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreServerException;
import io.octostore.ServerRefusal;
import io.octostore.authority.Attempt;
import io.octostore.client.CampaignRequest;
import io.octostore.client.CampaignResult;
import io.octostore.client.ElectionLeader;
import io.octostore.client.ElectionStatus;
import io.octostore.client.Resignation;
import io.octostore.testsupport.SimulatedTime;

/**
 * The rules of the server's elections in virtual time, and a network that does with the
 * next message what a test says.
 */
final class SimulatedElections implements ElectionCalls {

	private static final Duration WAY = Duration.ofMillis(1);

	private final SimulatedTime time;

	private final Map<String, Term> terms = new HashMap<>();

	private final List<String> campaigns = new ArrayList<>();

	private final Deque<Fate> fates = new ArrayDeque<>();

	private final List<Sinks.Many<ElectionStatus>> watches = new ArrayList<>();

	private long numbers = 40;

	private int renewals;

	private int resignations;

	private boolean watchable = true;

	private int watchAttempts;

	private boolean cut;

	private @Nullable RuntimeException refusal;

	private long claimedTerm;

	private @Nullable String claimedCandidate;

	SimulatedElections(SimulatedTime time) {
		this.time = time;
	}

	/**
	 * What becomes of the next campaign.
	 */
	void next(Fate fate) {
		this.fates.add(fate);
	}

	void withoutWatches() {
		this.watchable = false;
	}

	/**
	 * Let nothing through, without a word.
	 */
	void cut(boolean newCut) {
		this.cut = newCut;
	}

	void refuseWith(@Nullable RuntimeException newRefusal) {
		this.refusal = newRefusal;
	}

	/**
	 * Answer renewals and resignations for another term.
	 */
	void claimTerm(long term) {
		this.claimedTerm = term;
	}

	/**
	 * Answer renewals for another candidate.
	 */
	void claimCandidate(String candidate) {
		this.claimedCandidate = candidate;
	}

	/**
	 * Ends the term from outside.
	 */
	void end(String room) {
		this.terms.remove(room);
	}

	/**
	 * Candidate ids of all campaigns that have arrived.
	 */
	List<String> campaigns() {
		return this.campaigns;
	}

	int renewals() {
		return this.renewals;
	}

	int resignations() {
		return this.resignations;
	}

	int watchAttempts() {
		return this.watchAttempts;
	}

	int openWatches() {
		return (int) this.watches.stream().filter((watch) -> watch.currentSubscriberCount() > 0).count();
	}

	/**
	 * Number of the term that runs.
	 */
	@Nullable Long leader(String room) {
		Term term = this.terms.get(room);
		return (term != null && this.time.now() < term.expiresAt) ? (Long) term.leader.term() : null;
	}

	@Override
	public Mono<CampaignResult> campaign(String room, CampaignRequest request, Attempt attempt) {
		return Mono.defer(() -> {
			Fate fate = this.fates.isEmpty() ? new Fate(WAY, WAY, false) : this.fates.remove();
			return exchange(fate, attempt, () -> {
				this.campaigns.add(request.candidateId());
				Term current = this.terms.get(room);
				if (current != null && this.time.now() < current.expiresAt) {
					return new CampaignResult.Follower(current.leader,
							Optional.of(Duration.ofNanos(current.expiresAt - this.time.now())));
				}
				ElectionLeader leader = new ElectionLeader(request.candidateId(), ++this.numbers, Instant.EPOCH,
						request.metadata());
				Term won = new Term(leader, "token-" + this.numbers, this.time.now() + request.ttl().toNanos());
				this.terms.put(room, won);
				tell(room);
				return won.elected();
			});
		});
	}

	@Override
	public Mono<CampaignResult.Elected> renew(String room, String leaderToken, Duration ttl, Attempt attempt) {
		return exchange(new Fate(WAY, WAY, false), attempt, () -> {
			this.renewals++;
			Term term = current(room, leaderToken);
			term.expiresAt = this.time.now() + ttl.toNanos();
			String candidate = (this.claimedCandidate != null) ? this.claimedCandidate : term.leader.candidateId();
			long number = (this.claimedTerm != 0) ? this.claimedTerm : term.leader.term();
			return new CampaignResult.Elected(new ElectionLeader(candidate, number, Instant.EPOCH, Optional.empty()),
					leaderToken, Optional.empty());
		});
	}

	@Override
	public Mono<Resignation> resign(String room, String leaderToken, Attempt attempt) {
		return exchange(new Fate(WAY, WAY, false), attempt, () -> {
			this.resignations++;
			Term term = current(room, leaderToken);
			if (this.claimedTerm != 0) {
				return new Resignation(room, this.claimedTerm);
			}
			this.terms.remove(room);
			tell(room);
			return new Resignation(room, term.leader.term());
		});
	}

	private Term current(String room, String leaderToken) {
		Term term = this.terms.get(room);
		if (term == null || !term.token.equals(leaderToken) || this.time.now() >= term.expiresAt) {
			throw new OctoStoreServerException("the term is over", ServerRefusal.of(404, "lease_not_current"));
		}
		return term;
	}

	@Override
	public Flux<ElectionStatus> watch(String room) {
		this.watchAttempts++;
		if (!this.watchable) {
			return Flux.error(OctoStoreNetworkException.notSent("no watch", null));
		}
		Sinks.Many<ElectionStatus> watch = Sinks.many().multicast().directBestEffort();
		this.watches.add(watch);
		return watch.asFlux();
	}

	/**
	 * End all watches.
	 */
	void endWatches() {
		List.copyOf(this.watches).forEach(Sinks.Many::tryEmitComplete);
	}

	private void tell(String room) {
		Term term = this.terms.get(room);
		ElectionStatus state = new ElectionStatus(room, Optional.ofNullable((term != null) ? term.leader : null),
				Optional.empty());
		this.time.schedule(() -> this.watches.forEach((watch) -> watch.tryEmitNext(state)), WAY);
	}

	private <T> Mono<T> exchange(Fate fate, Attempt attempt, Supplier<T> effect) {
		return Mono.<T>create((sink) -> {
			this.time.schedule(
					() -> sink.error(OctoStoreNetworkException.unanswered("no answer in time", null).asTimeout()),
					attempt.timeout());
			if (this.cut) {
				return;
			}
			this.time.schedule(() -> {
				try {
					RuntimeException refused = this.refusal;
					if (refused != null) {
						throw refused;
					}
					T result = effect.get();
					if (!fate.answerLost()) {
						this.time.schedule(() -> sink.success(result), fate.back());
					}
				}
				catch (RuntimeException ex) {
					this.time.schedule(() -> sink.error(ex), fate.back());
				}
			}, fate.there());
		});
	}

	/**
	 * What becomes of a campaign.
	 *
	 * @param there how long the request travels
	 * @param back how long the answer travels
	 * @param answerLost whether the answer does not arrive
	 */
	record Fate(Duration there, Duration back, boolean answerLost) {
	}

	private static final class Term {

		private final ElectionLeader leader;

		private final String token;

		private long expiresAt;

		Term(ElectionLeader leader, String token, long expiresAt) {
			this.leader = leader;
			this.token = token;
			this.expiresAt = expiresAt;
		}

		CampaignResult.Elected elected() {
			return new CampaignResult.Elected(this.leader, this.token, Optional.empty());
		}

	}

}
