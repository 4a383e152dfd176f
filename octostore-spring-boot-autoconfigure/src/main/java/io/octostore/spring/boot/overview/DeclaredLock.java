package io.octostore.spring.boot.overview;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A lock that a method of this application is annotated with.
 *
 * @param name full name of the lock, prefix included, without a key
 * @param keyed whether a key is added to the name at each call
 * @param nextFireTime when the scheduler calls the method next, {@code null} if it does
 * not
 * @since 0.1.0
 */
public record DeclaredLock(String name, boolean keyed, @Nullable Instant nextFireTime) {

	/**
	 * Say whether a lock belongs to the annotation.
	 * @param lockName full name of a lock
	 * @return whether it is this one, or one of this one's keys
	 */
	boolean covers(String lockName) {
		return lockName.equals(this.name) || (this.keyed && lockName.startsWith(this.name + "."));
	}

}
