package io.octostore.spring.lock;

import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.octostore.lock.LockOptions;
import io.octostore.lock.WhenHeld;

/**
 * Configuration of one lock name, which replaces the members of the annotation. What is
 * not set stays as annotated. Immutable.
 *
 * @since 0.1.0
 */
public final class LockDefinition {

	private static final LockDefinition EMPTY = new LockDefinition(LockOptions.defaults(), null, true);

	private final LockOptions options;

	private final @Nullable WhenHeld whenHeld;

	private final boolean enabled;

	private LockDefinition(LockOptions options, @Nullable WhenHeld whenHeld, boolean enabled) {
		this.options = options;
		this.whenHeld = whenHeld;
		this.enabled = enabled;
	}

	/**
	 * Return a definition that sets nothing.
	 * @return the definition
	 */
	public static LockDefinition empty() {
		return EMPTY;
	}

	/**
	 * Set how to acquire the lock.
	 * @param options the options; {@link io.octostore.lock.OnLost#DEFAULT} is a choice
	 * too
	 * @return changed definition
	 */
	public LockDefinition withOptions(LockOptions options) {
		return new LockDefinition(Objects.requireNonNull(options, "options"), this.whenHeld, this.enabled);
	}

	/**
	 * Set the behavior of a call when the lock is not available.
	 * @param whenHeld the behaviour; {@link WhenHeld#DEFAULT} is a choice too
	 * @return changed definition
	 */
	public LockDefinition withWhenHeld(WhenHeld whenHeld) {
		return new LockDefinition(this.options, Objects.requireNonNull(whenHeld, "whenHeld"), this.enabled);
	}

	/**
	 * Set whether methods run under the lock.
	 * @param enabled {@code false} to run them without it, which a warning says
	 * @return changed definition
	 */
	public LockDefinition withEnabled(boolean enabled) {
		return new LockDefinition(this.options, this.whenHeld, enabled);
	}

	/**
	 * Return how to acquire the lock.
	 * @return the options
	 */
	public LockOptions options() {
		return this.options;
	}

	/**
	 * Return the behavior of a call when the lock is not available.
	 * @return the behaviour, empty if it is not set
	 */
	public Optional<WhenHeld> whenHeld() {
		return Optional.ofNullable(this.whenHeld);
	}

	/**
	 * Return whether methods run under the lock.
	 * @return whether they do, {@code true} by default
	 */
	public boolean isEnabled() {
		return this.enabled;
	}

}
