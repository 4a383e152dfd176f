package io.octostore.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;
import io.octostore.client.CampaignRequest;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lease.LeaseTimings;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.SessionProfile;

/**
 * Builds a {@link LeaderElection}. Not thread safe.
 *
 * @since 0.1.0
 */
public final class LeaderElectionBuilder {

	private static final Duration DEFAULT_ROOM_TTL = Duration.ofSeconds(30);

	private static final Duration MAX_TIME = Duration.ofHours(1);

	private final @Nullable OctoStoreLocks locks;

	private final @Nullable ReactiveOctoStoreClient client;

	private final String place;

	private final List<LeadershipListener> listeners = new ArrayList<>();

	private String name;

	private @Nullable Duration ttl;

	private @Nullable SessionProfile profile;

	private @Nullable String candidateId;

	private @Nullable Duration acquireTimeout;

	private Duration yieldPause = Duration.ofSeconds(10);

	private Duration gracePeriod = Duration.ofSeconds(20);

	LeaderElectionBuilder(OctoStoreLocks locks, String lockName) {
		this.locks = Objects.requireNonNull(locks, "locks");
		this.client = null;
		this.place = Objects.requireNonNull(lockName, "name");
		this.name = lockName;
	}

	LeaderElectionBuilder(ReactiveOctoStoreClient client, String room) {
		this.locks = null;
		this.client = Objects.requireNonNull(client, "client");
		this.place = Objects.requireNonNull(room, "room");
		this.name = room;
	}

	/**
	 * Set the name of the election in messages, events and metrics.
	 * @param name the name; that of the lock or the room unless set
	 * @return this builder
	 */
	public LeaderElectionBuilder name(String name) {
		this.name = Objects.requireNonNull(name, "name");
		return this;
	}

	/**
	 * Set the time for which the server keeps the leadership of an instance that does not
	 * answer any more. In a room: 5 s to 5 min, 30 s unless set. By a lock: the TTL of
	 * the lock, see {@link LockOptions#withTtl}; it is the TTL of the session that
	 * decides there how soon another instance leads, see {@link #profile}.
	 * @param ttl the time, in whole seconds
	 * @return this builder
	 */
	public LeaderElectionBuilder ttl(Duration ttl) {
		this.ttl = Objects.requireNonNull(ttl, "ttl");
		return this;
	}

	/**
	 * Set how soon another instance leads when this one does not answer any more, against
	 * how long an outage the leadership survives. By a lock only.
	 * @param profile the profile of the lock's session
	 * @return this builder
	 */
	public LeaderElectionBuilder profile(SessionProfile profile) {
		this.profile = Objects.requireNonNull(profile, "profile");
		return this;
	}

	/**
	 * Set the limit for the answer to one campaign: 100 ms to 1 minute, 5 s unless set.
	 * One that is longer than 5 s is cut to 70 % of {@link #ttl}, because a term that is
	 * granted later is of no use. In a room only.
	 * @param acquireTimeout the limit
	 * @return this builder
	 * @throws OctoStoreValidationException if it is out of range
	 */
	public LeaderElectionBuilder acquireTimeout(Duration acquireTimeout) {
		this.acquireTimeout = LeaseTimings.checkAcquireTimeout(acquireTimeout);
		return this;
	}

	/**
	 * Set the name of this instance in a room; every client that knows the room can read
	 * it. In a room only.
	 * @param candidateId 1 to {@value DefaultLeaderRooms#MAX_CANDIDATE_ID} letters,
	 * digits, {@code .}, {@code _}, {@code :}, {@code @} and {@code -}; each campaign
	 * adds to it. {@code node} unless set
	 * @return this builder
	 */
	public LeaderElectionBuilder candidateId(String candidateId) {
		this.candidateId = Objects.requireNonNull(candidateId, "candidateId");
		return this;
	}

	/**
	 * Set how long this instance does not campaign after it has
	 * {@linkplain LeaderElection#yieldLeadership() yielded}.
	 * @param yieldPause zero to one hour, 10 s unless set
	 * @return this builder
	 * @throws OctoStoreValidationException if it is out of range
	 */
	public LeaderElectionBuilder yieldPause(Duration yieldPause) {
		this.yieldPause = checked("yieldPause", yieldPause);
		return this;
	}

	/**
	 * Set how long running bodies get to end when leadership is given up, before they are
	 * interrupted.
	 * @param gracePeriod zero to one hour, 20 s unless set
	 * @return this builder
	 * @throws OctoStoreValidationException if it is out of range
	 */
	public LeaderElectionBuilder gracePeriod(Duration gracePeriod) {
		this.gracePeriod = checked("gracePeriod", gracePeriod);
		return this;
	}

	private static Duration checked(String argument, Duration time) {
		Objects.requireNonNull(time, argument);
		if (time.isNegative() || time.compareTo(MAX_TIME) > 0) {
			throw new OctoStoreValidationException(argument + " must be 0 to 1 hour, but is " + time);
		}
		return time;
	}

	/**
	 * Add a listener.
	 * @param listener the listener
	 * @return this builder
	 */
	public LeaderElectionBuilder listener(LeadershipListener listener) {
		this.listeners.add(Objects.requireNonNull(listener, "listener"));
		return this;
	}

	/**
	 * Build the election, which is not started yet.
	 * @return the election
	 * @throws OctoStoreValidationException if a name or a value breaks a rule
	 */
	public LeaderElection build() {
		DefaultLeaderElection election = new DefaultLeaderElection(this.name, source(), this.yieldPause,
				this.gracePeriod);
		this.listeners.forEach(election::addListener);
		return election;
	}

	private TermSource source() {
		if (this.locks != null) {
			return LockTerms.of(this.locks, this.place, lockOptions());
		}
		return RoomTerms.of(Objects.requireNonNull(this.client), this.place, campaignRequest(),
				(this.acquireTimeout != null) ? this.acquireTimeout : LeaseTimings.ACQUIRE_TIMEOUT);
	}

	private LockOptions lockOptions() {
		if (this.acquireTimeout != null) {
			throw new OctoStoreValidationException("acquireTimeout is for rooms, but '" + this.name
					+ "' is led by a lock: set it where the locks are built");
		}
		if (this.candidateId != null) {
			throw new OctoStoreValidationException(
					"candidateId '" + this.candidateId + "' is for rooms, but '" + this.name + "' is led by a lock");
		}
		LockOptions options = LockOptions.defaults().withLabel(this.name);
		options = (this.ttl != null) ? options.withTtl(this.ttl) : options;
		return (this.profile != null) ? options.withProfile(this.profile) : options;
	}

	private CampaignRequest campaignRequest() {
		if (this.profile != null) {
			throw new OctoStoreValidationException(
					"profile " + this.profile + " is for locks, but '" + this.name + "' is led in a room: set ttl");
		}
		String id = (this.candidateId != null) ? this.candidateId : "node";
		return CampaignRequest.of(id, (this.ttl != null) ? this.ttl : DEFAULT_ROOM_TTL);
	}

}
