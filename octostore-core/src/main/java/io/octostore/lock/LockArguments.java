package io.octostore.lock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

import io.octostore.LockNameRule;
import io.octostore.OctoStoreValidationException;
import io.octostore.authority.AuthorityTraits;
import io.octostore.lease.LeaseTerms;
import io.octostore.lease.LeaseTimings;
import io.octostore.lending.HoldTerms;
import io.octostore.lending.Permits;

/**
 * What the names and options of callers mean: full names, options with their defaults,
 * and the terms on which a lease is asked for. Thread safe.
 */
final class LockArguments {

	private final AuthorityTraits traits;

	private final @Nullable Duration sessionTtl;

	private final String namePrefix;

	private final LockNameRule nameRule;

	private final LockOptions defaults;

	private final boolean adaptiveTtl;

	private final IntSupplier held;

	/**
	 * Create the rules.
	 * @param traits what the service can do
	 * @param builder the settings
	 * @param held how many locks are held now
	 * @throws OctoStoreValidationException if the prefix of the names breaks their rule
	 */
	LockArguments(AuthorityTraits traits, OctoStoreLocksBuilder builder, IntSupplier held) {
		this.traits = traits;
		this.sessionTtl = builder.sessionTtl();
		this.namePrefix = builder.namePrefix().isEmpty() ? "" : builder.namePrefix() + ".";
		this.nameRule = builder.nameRule();
		this.defaults = builder.defaults();
		this.adaptiveTtl = builder.isTtlAdaptive();
		this.held = held;
		if (!this.namePrefix.isEmpty()) {
			this.nameRule.check(builder.namePrefix());
		}
	}

	/**
	 * Check the arguments of a caller before anything is done for it.
	 * @throws OctoStoreValidationException if the name or the options break a rule
	 */
	void check(String name, LockOptions options) {
		List<String> permits = permits(name, options);
		// The name of the last permit is the longest
		checkedName(permits.get(permits.size() - 1));
		terms(options);
	}

	String checkedName(String name) {
		return this.nameRule.check(fullName(name));
	}

	String fullName(String name) {
		return this.namePrefix + name;
	}

	LockOptions withDefaults(LockOptions options) {
		return options.orElse(this.defaults).withOnLost(onLost(options));
	}

	/**
	 * Names of the locks that serve callers of a name, one of them each.
	 */
	List<String> permits(String name, LockOptions options) {
		int permits = options.orElse(this.defaults).permits().orElse(1);
		return (permits == 1) ? List.of(name) : Permits.names(name, permits);
	}

	String label(LockOptions options) {
		return options.orElse(this.defaults).label().orElse(LockOptions.NO_LABEL);
	}

	private OnLost onLost(LockOptions options) {
		return options.onLost()
			.filter((onLost) -> onLost != OnLost.DEFAULT)
			.or(this.defaults::onLost)
			.orElse(OnLost.INTERRUPT);
	}

	/**
	 * Terms for the lease of a lock.
	 * @param name full name of the lock
	 * @throws OctoStoreValidationException if the options break a rule
	 */
	LeaseTerms of(String name, LockOptions options) {
		Duration hold = hold(options);
		LeaseTerms terms = terms(options);
		LeaseTerms held = hold.isZero() ? terms : HoldTerms.of(terms, hold, this.traits, name, this.nameRule);
		return options.note().or(this.defaults::note).map(held::noting).orElse(held);
	}

	/**
	 * What is unwise about the terms of a lock without options.
	 */
	Optional<String> problem() {
		return terms(LockOptions.defaults()).problem();
	}

	private LeaseTerms terms(LockOptions options) {
		if (this.sessionTtl == null) {
			return LeaseTerms.withoutSession(ttl(options, LeaseTimings.DEFAULT_SESSION_TTL)).checked(this.traits);
		}
		Duration configured = profile(options).sessionTtl(this.sessionTtl);
		Duration hold = hold(options);
		Duration session = hold.isZero() ? configured
				: HoldTerms.sessionTtl(configured, hold, this.traits.sessionTtl());
		Duration ttl = ttl(options, session);
		boolean dedicated = options.orElse(this.defaults).dedicatedSession().orElse(false);
		LeaseTerms asked = LeaseTerms.inSession(ttl, configured, dedicated).checked(this.traits);
		return session.equals(configured) ? asked
				: LeaseTerms.inSession((ttl.compareTo(session) < 0) ? session : ttl, session, dedicated);
	}

	private Duration hold(LockOptions options) {
		return options.orElse(this.defaults).holdAtLeast().orElse(Duration.ZERO);
	}

	private SessionProfile profile(LockOptions options) {
		return options.orElse(this.defaults).profile().orElse(SessionProfile.DEFAULT);
	}

	private Duration ttl(LockOptions options, Duration session) {
		Optional<Duration> asked = options.ttl();
		if (asked.isPresent()) {
			return asked.get();
		}
		if (this.adaptiveTtl) {
			return this.traits.lockTtl().closest(LeaseTimings.adaptiveLockTtl(session, this.held.getAsInt() + 1));
		}
		Duration automatic = this.traits.lockTtl().closest(LeaseTimings.defaultLockTtl(session));
		return this.defaults.ttl()
			.filter((ttl) -> profile(options) == SessionProfile.DEFAULT || ttl.compareTo(session) >= 0)
			.orElse(automatic);
	}

}
