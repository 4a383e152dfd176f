package io.octostore.lease;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;
import io.octostore.authority.AuthorityTraits;
import io.octostore.internal.Safeguard;

/**
 * On which terms a lease is asked for: its own TTL, and the session under it.
 *
 * @param ttl TTL of the lease
 * @param session TTL of the session under it, or {@code null} if the lease belongs to the
 * user behind the credentials
 * @param dedicated whether the session shall serve this one lease only
 * @param hold for how long the lock stays taken at least, zero for no hold
 * @param marker name of a lock of the user that marks a hold which is longer than a
 * session can be, or {@code null}
 * @param note what is stored with the lock beside the description of the instance, or
 * {@code null}
 * @since 0.1.0
 */
public record LeaseTerms(Duration ttl, @Nullable Duration session, boolean dedicated, Duration hold,
		@Nullable String marker, @Nullable String note) {

	/**
	 * Checks that there is a TTL.
	 * @param ttl TTL of the lease
	 * @param session TTL of the session under it, or {@code null}
	 * @param dedicated whether the session shall serve this one lease only
	 * @param hold for how long the lock stays taken at least, zero for no hold
	 * @param marker name of a lock of the user that marks a long hold, or {@code null}
	 * @param note what is stored with the lock, or {@code null}
	 */
	public LeaseTerms {
		Objects.requireNonNull(ttl, "ttl");
		Objects.requireNonNull(hold, "hold");
	}

	/**
	 * Terms without a note.
	 * @param ttl TTL of the lease
	 * @param session TTL of the session under it, or {@code null}
	 * @param dedicated whether the session shall serve this one lease only
	 * @param hold for how long the lock stays taken at least, zero for no hold
	 * @param marker name of a lock of the user that marks a long hold, or {@code null}
	 */
	public LeaseTerms(Duration ttl, @Nullable Duration session, boolean dedicated, Duration hold,
			@Nullable String marker) {
		this(ttl, session, dedicated, hold, marker, null);
	}

	/**
	 * Terms of a lease under a session.
	 * @param ttl TTL of the lease
	 * @param session TTL of the session
	 * @param dedicated whether the session shall serve this one lease only
	 * @return the terms
	 */
	public static LeaseTerms inSession(Duration ttl, Duration session, boolean dedicated) {
		return new LeaseTerms(ttl, session, dedicated, Duration.ZERO, null);
	}

	/**
	 * Terms of a lease that belongs to the user behind the credentials.
	 * @param ttl TTL of the lease
	 * @return the terms
	 */
	public static LeaseTerms withoutSession(Duration ttl) {
		return new LeaseTerms(ttl, null, false, Duration.ZERO, null);
	}

	/**
	 * The same terms with a hold for which a lock of the user is a marker, because no
	 * session can be as long.
	 * @param hold for how long
	 * @param marker name of the marker
	 * @return the terms
	 */
	public LeaseTerms markedFor(Duration hold, String marker) {
		return new LeaseTerms(this.ttl, this.session, this.dedicated, hold, marker);
	}

	/**
	 * The same terms with a note.
	 * @param text what is stored with the lock beside the description of the instance
	 * @return the terms
	 */
	public LeaseTerms noting(String text) {
		return new LeaseTerms(this.ttl, this.session, this.dedicated, this.hold, this.marker, text);
	}

	/**
	 * Check the terms.
	 * @param traits what the authority can do
	 * @return these terms
	 * @throws OctoStoreValidationException if a TTL is out of the authority's range, if
	 * the lease would be lost while its session lives, or if there is no session and the
	 * authority needs one
	 */
	public LeaseTerms checked(AuthorityTraits traits) {
		if (this.session == null) {
			traits.lockTtl().check("ttl", this.ttl);
			if (!traits.userAsHolder()) {
				throw new OctoStoreValidationException(
						"A lock of " + traits.name() + " cannot belong to a user: it needs a session");
			}
			return this;
		}
		traits.sessionTtl().check("sessionTtl", this.session);
		traits.lockTtl().check("ttl", this.ttl);
		if (this.ttl.compareTo(this.session) < 0) {
			throw new OctoStoreValidationException("ttl must not be shorter than the session's TTL of "
					+ this.session.toSeconds() + " s, but is " + this.ttl.toSeconds()
					+ " s: the session, not the lock, decides how soon a crashed holder's lock is free");
		}
		return this;
	}

	/**
	 * What is allowed but makes losses likely: a TTL of less than one and a half of the
	 * session's, or one that leaves no time for a second attempt to renew.
	 * @return the problem, for people; empty if there is none
	 */
	public Optional<String> problem() {
		if (!LeaseTimings.allowsTwoAttempts(this.ttl)) {
			return Optional.of("A lock TTL of " + this.ttl.toSeconds()
					+ " s leaves no time for a second attempt to renew the lock when the first one fails");
		}
		Duration under = this.session;
		if (under != null && this.ttl.multipliedBy(2).compareTo(under.multipliedBy(3)) < 0) {
			return Optional.of("A lock TTL of " + this.ttl.toSeconds()
					+ " s is less than one and a half of the session's TTL of " + under.toSeconds()
					+ " s: the lock must be renewed about as often as the session, and may be lost in an outage that "
					+ "the session survives");
		}
		return Optional.empty();
	}

	/**
	 * Whether the session shall serve this one lease only.
	 * @return whether the lease has a session of its own
	 */
	@Override
	@Safeguard("a-session-of-its-own")
	public boolean dedicated() {
		return this.dedicated;
	}

	/**
	 * How long the lease itself is kept after its borrower has returned it early. Where a
	 * marker keeps the lock from being lent again, its lease need not be.
	 * @return the time from the grant, zero for no hold
	 */
	Duration heldBack() {
		return (this.marker != null) ? Duration.ZERO : this.hold;
	}

	/**
	 * TTL of the session under the lease.
	 * @return the TTL, empty without a session
	 */
	public Optional<Duration> sessionTtl() {
		return Optional.ofNullable(this.session);
	}

}
