package io.octostore.lending;

import java.time.Duration;

import io.octostore.LockNameRule;
import io.octostore.OctoStoreValidationException;
import io.octostore.authority.AuthorityTraits;
import io.octostore.authority.TtlRange;
import io.octostore.internal.Safeguard;
import io.octostore.lease.LeaseTerms;

/**
 * On which terms a lease is asked for so that its lock can stay taken for a while: the
 * session, and the lock's own TTL, must be as long as that. See
 * {@code docs/adr/0060-hold-at-least.md}.
 */
public final class HoldTerms {

	/** Sessions for holds are shared, so there should be few kinds of them. */
	private static final Duration STEP = Duration.ofMinutes(1);

	/** What a TTL that counts from the acquire may lose before the lock is handed out. */
	private static final Duration ON_THE_WAY = Duration.ofSeconds(5);

	private static final String MARKER = "..held";

	private static final int MARKER_LENGTH = 64;

	private HoldTerms() {
	}

	/**
	 * TTL of a session that can be as long as a hold, or the configured one if there is
	 * none.
	 */
	@Safeguard("a-session-as-long-as-its-hold")
	public static Duration sessionTtl(Duration configured, Duration hold, TtlRange range) {
		if (hold.compareTo(configured) <= 0 || hold.compareTo(range.max()) > 0) {
			return configured;
		}
		long steps = wholeSeconds(hold).plus(STEP).minusSeconds(1).dividedBy(STEP);
		return longer(configured, range.closest(STEP.multipliedBy(steps)));
	}

	/**
	 * Add a hold to terms, whose session is as long as that if possible.
	 * @param name full name of the lock
	 * @throws OctoStoreValidationException if the authority cannot hold a lock for so
	 * long
	 */
	public static LeaseTerms of(LeaseTerms terms, Duration hold, AuthorityTraits traits, String name,
			LockNameRule rule) {
		Duration longest = terms.sessionTtl().isPresent() ? traits.sessionTtl().max() : traits.lockTtl().max();
		if (hold.compareTo(longest) <= 0) {
			Duration least = traits.lockTtl().closest(wholeSeconds(hold).plus(ON_THE_WAY));
			Duration session = terms.session();
			Duration ttl = longer(terms.ttl(), (session != null) ? longer(session, least) : least);
			return new LeaseTerms(ttl, session, terms.dedicated(), hold, null);
		}
		if (!traits.marksHolds()) {
			throw new OctoStoreValidationException(
					"holdAtLeast must be at most " + traits.sessionTtl().max().toSeconds()
							+ " s, the longest TTL of a session of " + traits.name() + ", but is " + hold);
		}
		return terms.markedFor(hold, marker(name, rule));
	}

	private static Duration wholeSeconds(Duration time) {
		return (time.toNanosPart() == 0) ? time : Duration.ofSeconds(time.toSeconds() + 1);
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

	/**
	 * No encoded key holds two dots in a row, so a marker is never the lock of a key.
	 */
	static String marker(String name, LockNameRule rule) {
		String marker = name + MARKER;
		String segment = marker.substring(marker.lastIndexOf('/') + 1);
		return (segment.length() <= MARKER_LENGTH) ? marker : rule.encode(marker, MARKER_LENGTH);
	}

}
