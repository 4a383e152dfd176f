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
import io.octostore.internal.Safeguard;
import io.octostore.lease.Claimant;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseScheduler.Cancellable;
import io.octostore.lease.LeaseTerms;
import io.octostore.lease.LeaseTimings;
import io.octostore.lease.NameClaim;

/**
 * One room: its candidate, or its leadership until that is given back. Serial context
 * only, except where it says otherwise.
 */
final class Room {

	private static final Logger logger = LoggerFactory.getLogger(LeaderRooms.class);

	private final DefaultLeaderRooms rooms;

	private final String id;

	private final NameClaim claim;

	private @Nullable Candidacy candidacy;

	/** Who has sent the campaign that is under way, even if gone since. */
	private @Nullable Candidacy campaigner;

	private @Nullable HeldLeadership leadership;

	/** The term was given back, and the server has not answered yet. */
	private boolean resigning;

	private @Nullable Cancellable pause;

	private @Nullable Disposable watch;

	private long watchAgainAt = Long.MIN_VALUE;

	/** The room was seen vacant since the last campaign was sent. */
	private boolean seenVacant;

	private int failures;

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
		if (this.candidacy != null || this.leadership != null) {
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
		this.leadership = null;
		this.resigning = true;
		lease.release((result) -> {
			this.resigning = false;
			outcome.accept(result);
			advance();
		});
	}

	void close(RuntimeException reason) {
		refuse(reason);
		HeldLeadership held = this.leadership;
		if (held != null) {
			held.endForShutdown();
		}
	}

	/**
	 * Whether answers of the server are awaited.
	 */
	boolean isBusy() {
		return this.campaigner != null || this.resigning;
	}

	private void advance() {
		Candidacy wanted = this.candidacy;
		if (isBusy() || this.pause != null || wanted == null) {
			rest();
			return;
		}
		this.campaigner = wanted;
		this.seenVacant = false;
		this.rooms.authority().candidate(this.id, wanted.request());
		this.claim.request(LeaseTerms.withoutSession(wanted.request().ttl()), LeaseTimings.ACQUIRE_TIMEOUT,
				new Claimant() {

					@Override
					public void granted(Lease lease) {
						campaigned((stillWanted) -> elected(lease, stillWanted));
					}

					@Override
					public void denied(AcquireAnswer.Denied why) {
						campaigned((stillWanted) -> notElected(why, stillWanted));
					}

				});
	}

	private void campaigned(Consumer<Boolean> answer) {
		boolean wanted = this.candidacy != null && this.candidacy.equals(this.campaigner);
		this.campaigner = null;
		answer.accept(wanted);
		advance();
	}

	private void notElected(AcquireAnswer.Denied why, boolean wanted) {
		if (why instanceof AcquireAnswer.Held held) {
			this.failures = 0;
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
		else if (why instanceof AcquireAnswer.Refused refused && wanted) {
			refuse(refused.error());
		}
	}

	private void elected(Lease lease, boolean wanted) {
		Candidacy winner = this.candidacy;
		if (!wanted || winner == null) {
			resignUnwanted(lease);
			return;
		}
		HeldLeadership won = new HeldLeadership(lease, this, this.rooms.callbacks());
		this.leadership = won;
		end();
		this.rooms.callbacks().execute(() -> {
			if (!winner.result().complete(won)) {
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

	private void failed(OctoStoreException error) {
		Duration advice = (error instanceof OctoStoreServerException server) ? server.retryAfter().orElse(null) : null;
		if (this.failures++ == 0 && this.candidacy != null) {
			logger.warn("A campaign for room '{}' failed ({}); if it was won all the same, that term has to run out "
					+ "before another candidate can win", this.id, error.getMessage());
		}
		pause(CampaignTimings.retry(this.failures, advice, this.rooms.random()));
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
		if (this.watch != null || this.candidacy == null || this.rooms.now() < this.watchAgainAt) {
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
		if (this.seenVacant && this.pause != null) {
			stopPause();
			pause(CampaignTimings.wakeUp(this.rooms.random()));
		}
	}

	private void watchEnded() {
		this.watch = null;
		if (this.pause != null) {
			// What it would have shown is unknown
			stopPause();
			pause(CampaignTimings.poll(Duration.ZERO, false, this.rooms.random()));
		}
	}

	private void pause(long nanos) {
		if (this.candidacy == null || this.pause != null) {
			return;
		}
		this.pause = this.rooms.schedule(() -> {
			this.pause = null;
			advance();
		}, Duration.ofNanos(nanos));
	}

	private void end() {
		this.candidacy = null;
		this.failures = 0;
		rest();
	}

	private void rest() {
		if (this.candidacy == null) {
			stopPause();
			stopWatch();
			this.rooms.checkQuiet();
		}
	}

	boolean isAtRest() {
		return this.candidacy == null && this.leadership == null && !isBusy() && this.claim.isAtRest();
	}

	private void stopPause() {
		if (this.pause != null) {
			this.pause.cancel();
			this.pause = null;
		}
	}

	private void stopWatch() {
		if (this.watch != null) {
			this.watch.dispose();
			this.watch = null;
		}
	}

}
