package io.octostore.spring.lock;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

import io.octostore.LockNameRule;
import io.octostore.lock.LockOptions;
import io.octostore.lock.SessionProfile;

/**
 * Settings of the locks behind the annotations that decide which annotations are allowed,
 * and the configuration that overrides annotations. Immutable.
 *
 * @since 0.1.0
 */
public final class LockAnnotationSettings {

	private static final LockAnnotationSettings DEFAULTS = new LockAnnotationSettings();

	private String namePrefix = "";

	private LockNameRule nameRule = LockNameRule.PORTABLE;

	private Function<SessionProfile, Optional<Duration>> sessionTtl = (profile) -> Optional.empty();

	private LockOptions defaults = LockOptions.defaults();

	private LockDefinitions definitions = (name) -> LockDefinition.empty();

	private BooleanSupplier acceptsWork = () -> true;

	private Duration overdueAfter = Duration.ofHours(1);

	private PausedJobs pausedJobs = PausedJobs.NONE;

	private OtherHolders otherHolders = OtherHolders.UNKNOWN;

	private LockAnnotationSettings() {
	}

	private LockAnnotationSettings change(Consumer<LockAnnotationSettings> change) {
		LockAnnotationSettings changed = new LockAnnotationSettings();
		changed.namePrefix = this.namePrefix;
		changed.nameRule = this.nameRule;
		changed.sessionTtl = this.sessionTtl;
		changed.defaults = this.defaults;
		changed.definitions = this.definitions;
		changed.acceptsWork = this.acceptsWork;
		changed.overdueAfter = this.overdueAfter;
		changed.pausedJobs = this.pausedJobs;
		changed.otherHolders = this.otherHolders;
		change.accept(changed);
		return changed;
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
		Objects.requireNonNull(namePrefix, "namePrefix");
		return change((settings) -> settings.namePrefix = namePrefix);
	}

	/**
	 * Say which names the locks accept, so that others are refused at startup.
	 * @param nameRule the rule
	 * @return changed settings
	 */
	public LockAnnotationSettings withNameRule(LockNameRule nameRule) {
		Objects.requireNonNull(nameRule, "nameRule");
		return change((settings) -> settings.nameRule = nameRule);
	}

	/**
	 * Say which TTL the sessions under the locks of each profile have, so that locks with
	 * a shorter one are refused at startup.
	 * @param sessionTtl gives the session's TTL; empty where locks belong to the token
	 * @return changed settings
	 */
	public LockAnnotationSettings withSessionTtl(Function<SessionProfile, Optional<Duration>> sessionTtl) {
		Objects.requireNonNull(sessionTtl, "sessionTtl");
		return change((settings) -> settings.sessionTtl = sessionTtl);
	}

	/**
	 * Set the options of annotated methods that neither their annotation nor a definition
	 * sets.
	 * @param defaults the options
	 * @return changed settings
	 */
	public LockAnnotationSettings withDefaults(LockOptions defaults) {
		Objects.requireNonNull(defaults, "defaults");
		return change((settings) -> settings.defaults = defaults);
	}

	/**
	 * Set the configuration that overrides the annotations, lock by lock.
	 * @param definitions the overrides
	 * @return changed settings
	 */
	public LockAnnotationSettings withDefinitions(LockDefinitions definitions) {
		Objects.requireNonNull(definitions, "definitions");
		return change((settings) -> settings.definitions = definitions);
	}

	/**
	 * Set when scheduled methods may run under a lock; always by default.
	 * @param acceptsWork asked before each run; {@code false} to skip it
	 * @return changed settings
	 */
	public LockAnnotationSettings withAcceptsWork(BooleanSupplier acceptsWork) {
		Objects.requireNonNull(acceptsWork, "acceptsWork");
		return change((settings) -> settings.acceptsWork = acceptsWork);
	}

	/**
	 * Set how long a scheduled method may be skipped, each time because of the same
	 * holder, before a warning says so; one hour by default.
	 * @param overdueAfter the time, zero for never
	 * @return changed settings
	 */
	public LockAnnotationSettings withOverdueAfter(Duration overdueAfter) {
		Objects.requireNonNull(overdueAfter, "overdueAfter");
		return change((settings) -> settings.overdueAfter = overdueAfter);
	}

	/**
	 * Set the source of the paused jobs; by default no job is paused.
	 * @param pausedJobs asked before each run of a job
	 * @return changed settings
	 */
	public LockAnnotationSettings withPausedJobs(PausedJobs pausedJobs) {
		Objects.requireNonNull(pausedJobs, "pausedJobs");
		return change((settings) -> settings.pausedJobs = pausedJobs);
	}

	/**
	 * Set the source of the locks that other instances have; unknown by default. While a
	 * cron job is overdue at this instance, it is asked whether another instance runs it.
	 * A call that comes after such a run is left out.
	 * @param otherHolders asked while a job is overdue
	 * @return changed settings
	 */
	public LockAnnotationSettings withOtherHolders(OtherHolders otherHolders) {
		Objects.requireNonNull(otherHolders, "otherHolders");
		return change((settings) -> settings.otherHolders = otherHolders);
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

	boolean acceptsWork() {
		return this.acceptsWork.getAsBoolean();
	}

	Duration overdueAfter() {
		return this.overdueAfter;
	}

	PausedJobs pausedJobs() {
		return this.pausedJobs;
	}

	OtherHolders otherHolders() {
		return this.otherHolders;
	}

}
