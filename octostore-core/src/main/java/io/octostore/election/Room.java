package io.octostore.election;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

import io.octostore.OctoStoreException;
import io.octostore.OctoStoreServerException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.client.ElectionStatus;
import io.octostore.election.RoomState.Campaigning;
import io.octostore.election.RoomState.Leading;
import io.octostore.election.RoomState.Pausing;
import io.octostore.election.RoomState.Resigning;
import io.octostore.election.RoomState.Resting;
import io.octostore.internal.Outage;
import io.octostore.internal.Safeguard;
import io.octostore.lease.Claimant;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseTerms;
import io.octostore.lease.NameClaim;

/**
 * One room: its candidate, or its leadership until that is given back. Serial context
 * only, except where it says otherwise. See {@link RoomState} for what may follow what.
 */
final class Room {

	private static final Logger logger = LoggerFactory.getLogger(LeaderRooms.class);

	private static final RoomState RESTING = new Resting();

	private final DefaultLeaderRooms rooms;

	private final String id;

	private final NameClaim claim;

	private RoomState state = RESTING;

	/** Wants to lead, until it does or has gone. */
	private @Nullable Candidacy candidacy;

	private @Nullable Disposable watch;

	private long watchAgainAt = Long.MIN_VALUE;

	/** The room was seen vacant since the last campaign was sent. */
	private boolean seenVacant;

	private final Outage outage = new Outage();

	Room(DefaultLeaderRooms rooms, String id) {
		this.rooms = rooms;
		this.id = id;
		this.claim = rooms.keeper().claim(ElectionAuthority.lockName(id));
	}

	/**
	 * Id of the room. Any thread.
	 */
	String id() {
		return this.id;
	}

	void join(Candidacy wanted) {
		if (this.candidacy != null || this.state instanceof Leading) {
			fail(wanted, new IllegalStateException("Room '" + this.id + "' has a candidate or leader here already: "
					+ "close its leadership, or cancel its campaign, before the next campaign"));
			return;
		}
		this.candidacy = wanted;
		advance();
	}

	/**
	 * The candidate has gone; its future is completed already. Any thread.
	 */
	void withdraw(Candidacy gone) {
		this.rooms.keeper().execute(() -> {
			if (gone.equals(this.candidacy)) {
				end();
			}
		});
	}

	/**
	 * Give a term back. Any thread.
	 */
	void giveBack(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		this.rooms.keeper().execute(() -> release(lease, outcome));
	}

	private void release(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		become(new Resigning());
		lease.release((result) -> {
			become(RESTING);
			outcome.accept(result);
			advance();
		});
	}

	void close(RuntimeException reason) {
		refuse(reason);
		if (this.state instanceof Leading leading) {
			leading.leadership().endForShutdown();
		}
	}

	/**
	 * Whether an answer of the server is awaited.
	 */
	boolean isBusy() {
		return this.state.isBusy();
	}

	private void become(RoomState next) {
		if (!this.state.leadsTo(next)) {
			throw new IllegalStateException("Room '" + this.id + "': " + this.state + " does not lead to " + next);
		}
		if (this.state instanceof Pausing pausing) {
			pausing.timer().cancel();
		}
		this.state = next;
	}

	/**
	 * Nothing is under way any more: campaign for the candidate, or rest.
	 */
	private void advance() {
		Candidacy wanted = this.candidacy;
		if (wanted != null && this.state == RESTING) {
			campaign(wanted);
		}
		else {
			rest();
		}
	}

	private void campaign(Candidacy candidate) {
		Campaigning campaign = new Campaigning(candidate);
		become(campaign);
		this.seenVacant = false;
		this.rooms.authority().candidate(this.id, candidate.request());
		this.claim.request(LeaseTerms.withoutSession(candidate.request().ttl()),
				this.rooms.limit(candidate.request().ttl()), new Claimant() {

					@Override
					public void granted(Lease lease) {
						elected(lease, campaign);
					}

					@Override
					public void denied(AcquireAnswer.Denied why) {
						notElected(why, campaign);
					}

				});
	}

	private boolean isWanted(Campaigning campaign) {
		return campaign.sender().equals(this.candidacy);
	}

	private void elected(Lease lease, Campaigning campaign) {
		if (!isWanted(campaign)) {
			resignUnwanted(lease);
			return;
		}
		HeldLeadership won = new HeldLeadership(lease, this, this.rooms.callbacks());
		become(new Leading(won));
		answered();
		end();
		this.rooms.callbacks().execute(() -> {
			if (!campaign.sender().result().complete(won)) {
				won.end();
			}
		});
	}

	/**
	 * The candidate has gone meanwhile.
	 */
	@Safeguard("resign-what-no-candidate-wants")
	private void resignUnwanted(Lease lease) {
		release(lease, (outcome) -> {
		});
	}

	private void notElected(AcquireAnswer.Denied why, Campaigning campaign) {
		if (why instanceof AcquireAnswer.Refused refused) {
			become(RESTING);
			if (isWanted(campaign)) {
				refuse(refused.error());
			}
			advance();
		}
		else if (this.candidacy == null) {
			become(RESTING);
			rest();
		}
		else if (why instanceof AcquireAnswer.Held held) {
			answered();
			follow();
			pause(this.seenVacant ? CampaignTimings.wakeUp(this.rooms.random()) : CampaignTimings
				.poll(held.holder().retryAfter().orElse(null), this.watch != null, this.rooms.random()));
		}
		else if (why instanceof AcquireAnswer.Failed failed) {
			failed(failed.error());
		}
		else if (why instanceof AcquireAnswer.LimitReached limit) {
			failed(limit.error());
		}
	}

	private void failed(OctoStoreException error) {
		Duration advice = (error instanceof OctoStoreServerException server) ? server.retryAfter().orElse(null) : null;
		switch (this.outage.failed(this.rooms.now())) {
			case BEGINS -> logger
				.warn("A campaign for room '{}' failed ({}); if it was won all the same, that term has to run out "
						+ "before another candidate can win", this.id, error.getMessage());
			case GOES_ON -> logger.warn("The campaign for room '{}' still fails after {} s ({})", this.id,
					this.outage.seconds(this.rooms.now()), error.getMessage());
			case NONE -> logger.debug("A campaign for room '{}' failed again ({})", this.id, error.getMessage());
		}
		pause(CampaignTimings.retry(this.outage.failures(), advice, this.rooms.random()));
	}

	private void answered() {
		long seconds = this.outage.seconds(this.rooms.now());
		if (this.outage.over()) {
			logger.info("The server answers campaigns for room '{}' again, {} s after the first failure", this.id,
					seconds);
		}
	}

	private void refuse(RuntimeException reason) {
		Candidacy refused = this.candidacy;
		end();
		if (refused != null) {
			fail(refused, reason);
		}
	}

	private void fail(Candidacy waiting, RuntimeException reason) {
		this.rooms.callbacks().execute(() -> waiting.result().completeExceptionally(reason));
	}

	/**
	 * Watch who leads.
	 */
	private void follow() {
		if (this.watch != null || this.rooms.now() < this.watchAgainAt) {
			return;
		}
		this.watchAgainAt = this.rooms.now() + CampaignTimings.WATCH_AGAIN;
		this.watch = this.rooms.calls()
			.watch(this.id)
			.subscribe((state) -> this.rooms.keeper().execute(() -> seen(state)),
					(failure) -> this.rooms.keeper().execute(this::watchEnded),
					() -> this.rooms.keeper().execute(this::watchEnded));
	}

	/**
	 * A hint, and no more: only a campaign tells who leads.
	 */
	private void seen(ElectionStatus state) {
		this.seenVacant = state.isVacant();
		if (this.seenVacant && this.state instanceof Pausing) {
			pause(CampaignTimings.wakeUp(this.rooms.random()));
		}
	}

	private void watchEnded() {
		this.watch = null;
		if (this.state instanceof Pausing) {
			// What it would have shown is unknown
			pause(CampaignTimings.poll(Duration.ZERO, false, this.rooms.random()));
		}
	}

	private void pause(long nanos) {
		become(new Pausing(this.rooms.schedule(this::pauseOver, Duration.ofNanos(nanos))));
	}

	private void pauseOver() {
		if (this.candidacy != null && this.state instanceof Pausing) {
			campaign(this.candidacy);
		}
	}

	private void end() {
		this.candidacy = null;
		this.outage.over();
		rest();
	}

	/**
	 * Without a candidate there is nothing to wait for.
	 */
	private void rest() {
		if (this.candidacy == null) {
			if (this.state instanceof Pausing) {
				become(RESTING);
			}
			stopWatch();
			this.rooms.checkQuiet();
		}
	}

	boolean isAtRest() {
		return this.state == RESTING && this.candidacy == null && this.claim.isAtRest();
	}

	private void stopWatch() {
		if (this.watch != null) {
			this.watch.dispose();
			this.watch = null;
		}
	}

}
