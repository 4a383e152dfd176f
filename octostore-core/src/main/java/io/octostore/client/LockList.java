package io.octostore.client;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Locks that are held, in no particular order. Unmodifiable.
 * <p>
 * Servers from v0.8.0 on list the locks of <em>all</em> users that the caller may see,
 * without lease ids; older ones list the caller's own locks, with lease ids and without
 * holders ({@link #isOwnLocksOnly()}).
 *
 * @since 0.1.0
 */
public final class LockList implements Iterable<UserLock> {

	private final List<UserLock> locks;

	private final @Nullable String prefix;

	private final boolean ownLocksOnly;

	LockList(List<UserLock> locks, @Nullable String prefix, boolean ownLocksOnly) {
		this.locks = List.copyOf(locks);
		this.prefix = prefix;
		this.ownLocksOnly = ownLocksOnly;
	}

	/**
	 * Return the locks.
	 * @return an unmodifiable list
	 */
	public List<UserLock> locks() {
		return this.locks;
	}

	/**
	 * Return how many locks there are.
	 * @return the number, 0 or more
	 */
	public int size() {
		return this.locks.size();
	}

	/**
	 * Return the locks as a stream.
	 * @return the stream
	 */
	public Stream<UserLock> stream() {
		return this.locks.stream();
	}

	@Override
	public Iterator<UserLock> iterator() {
		return this.locks.iterator();
	}

	/**
	 * Return the prefix that the list is restricted to, which for users with a namespace
	 * is set by the server.
	 * @return the prefix, empty if there is none
	 */
	public Optional<String> prefix() {
		return Optional.ofNullable(this.prefix);
	}

	/**
	 * Say whether the list holds the caller's own locks only, as servers older than
	 * v0.8.0 answer.
	 * @return whether locks of others are missing
	 */
	public boolean isOwnLocksOnly() {
		return this.ownLocksOnly;
	}

	@Override
	public String toString() {
		return "LockList[locks=" + size() + ", prefix=" + this.prefix + ", ownLocksOnly=" + this.ownLocksOnly + "]";
	}

}
