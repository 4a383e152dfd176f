package io.octostore.spring.lock;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

import io.octostore.LockNameRule;
import io.octostore.lock.LockOptions;
import io.octostore.lock.SessionProfile;

/**
 * What the locks behind the annotations are configured with, as far as it decides what an
 * annotation may say, and what overrides annotations. Immutable.
 *
 * @since 0.1.0
 */
public final class LockAnnotationSettings {

	private static final LockAnnotationSettings DEFAULTS = new LockAnnotationSettings("", LockNameRule.PORTABLE,
			(profile) -> Optional.empty(), LockOptions.defaults(), (name) -> LockDefinition.empty());

	private final String namePrefix;

	private final LockNameRule nameRule;

	private final Function<SessionProfile, Optional<Duration>> sessionTtl;

	private final LockOptions defaults;

	private final LockDefinitions definitions;

	private LockAnnotationSettings(String namePrefix, LockNameRule nameRule,
			Function<SessionProfile, Optional<Duration>> sessionTtl, LockOptions defaults,
			LockDefinitions definitions) {
		this.namePrefix = namePrefix;
		this.nameRule = nameRule;
		this.sessionTtl = sessionTtl;
		this.defaults = defaults;
		this.definitions = definitions;
	}

	/**
	 * Return settings that say nothing: no prefix, {@link LockNameRule#PORTABLE}, no
	 * session, no options, no definitions.
	 * @return the settings
	 */
	public static LockAnnotationSettings defaults() {
		return DEFAULTS;
	}

	/**
	 * Say which prefix the locks put before every name, so that names which become too
	 * long are refused at startup.
	 * @param namePrefix the prefix without the dot at its end; empty for none
	 * @return changed settings
	 */
	public LockAnnotationSettings withNamePrefix(String namePrefix) {
		return new LockAnnotationSettings(Objects.requireNonNull(namePrefix, "namePrefix"), this.nameRule,
				this.sessionTtl, this.defaults, this.definitions);
	}

	/**
	 * Say which names the locks accept, so that others are refused at startup.
	 * @param nameRule the rule
	 * @return changed settings
	 */
	public LockAnnotationSettings withNameRule(LockNameRule nameRule) {
		return new LockAnnotationSettings(this.namePrefix, Objects.requireNonNull(nameRule, "nameRule"),
				this.sessionTtl, this.defaults, this.definitions);
	}

	/**
	 * Say which TTL the sessions under the locks of each profile have, so that locks with
	 * a shorter one are refused at startup.
	 * @param sessionTtl gives the session's TTL; empty where locks belong to the token
	 * @return changed settings
	 */
	public LockAnnotationSettings withSessionTtl(Function<SessionProfile, Optional<Duration>> sessionTtl) {
		return new LockAnnotationSettings(this.namePrefix, this.nameRule,
				Objects.requireNonNull(sessionTtl, "sessionTtl"), this.defaults, this.definitions);
	}

	/**
	 * Set the options of annotated methods that neither their annotation nor a definition
	 * sets.
	 * @param defaults the options
	 * @return changed settings
	 */
	public LockAnnotationSettings withDefaults(LockOptions defaults) {
		return new LockAnnotationSettings(this.namePrefix, this.nameRule, this.sessionTtl,
				Objects.requireNonNull(defaults, "defaults"), this.definitions);
	}

	/**
	 * Set what overrides the annotations, lock by lock.
	 * @param definitions the overrides
	 * @return changed settings
	 */
	public LockAnnotationSettings withDefinitions(LockDefinitions definitions) {
		return new LockAnnotationSettings(this.namePrefix, this.nameRule, this.sessionTtl, this.defaults,
				Objects.requireNonNull(definitions, "definitions"));
	}

	/**
	 * What stands before every name on the server.
	 */
	String fullPrefix() {
		return this.namePrefix.isEmpty() ? "" : this.namePrefix + ".";
	}

	LockNameRule nameRule() {
		return this.nameRule;
	}

	Optional<Duration> sessionTtl(SessionProfile profile) {
		return this.sessionTtl.apply(profile);
	}

	LockOptions defaultOptions() {
		return this.defaults;
	}

	LockDefinitions definitions() {
		return this.definitions;
	}

}
