package io.octostore.shedlock;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.support.LockException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.LockNameRule;
import io.octostore.LocksClosedException;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreValidationException;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;

/**
 * A provider of ShedLock whose locks are held on an OctoStore server, so that an
 * application keeps {@code @SchedulerLock}.
 * <ul>
 * <li>{@code lockAtMostFor}: the lock is renewed while the task runs and given back when
 * this time is over, whether the task has ended or not; a warning says that it has not.
 * When the process dies or stands still, the session's TTL frees the lock: 20 to 35
 * seconds later by default, however long {@code lockAtMostFor} is.</li>
 * <li>{@code lockAtLeastFor}, up to one hour: the lock is kept for this time, even if the
 * task ends sooner, the application is stopped or the process dies. What an extension
 * adds to it is kept as long as the process runs.</li>
 * <li>Locks are not reentrant, one name is one lock, and a lock is not bound to a
 * thread.</li>
 * <li>Locks can be extended, by {@code LockExtender} and by
 * {@link net.javacrumbs.shedlock.support.KeepAliveLockProvider}; not any more once they
 * are lost or given back.</li>
 * <li>A failure of the server or of the network is thrown as {@link LockException} and
 * never taken for a lock that is held.</li>
 * </ul>
 * A name that the rule for names accepts is the name of the lock; any other is encoded,
 * see {@link LockNameRule#encode(String, int)}.
 * <p>
 * ShedLock cannot stop a task whose lock is lost. {@code @DistributedLock} can.
 * <p>
 * Thread safe. Uses the {@link OctoStoreLocks} and does not close them.
 *
 * @since 0.1.0
 */
public final class OctoStoreLockProvider implements ExtensibleLockProvider {

	private static final Logger logger = LoggerFactory.getLogger(OctoStoreLockProvider.class);

	private static final int MAX_NAME_LENGTH = 64;

	private static final Duration LONGEST_HOLD = Duration.ofHours(1);

	/**
	 * Without a limit of its own: lockAtMostFor is watched here, where it is extended.
	 */
	private static final LockOptions OPTIONS = LockOptions.defaults().withLabel("shedlock").withMaxHold(Duration.ZERO);

	private final OctoStoreLocks locks;

	private final LockNameRule nameRule;

	private final int maxNameLength;

	/**
	 * Create a provider on locks with the portable rule for names and without a prefix.
	 * @param locks the locks
	 */
	public OctoStoreLockProvider(OctoStoreLocks locks) {
		this(locks, LockNameRule.PORTABLE, MAX_NAME_LENGTH);
	}

	/**
	 * Create a provider.
	 * @param locks the locks
	 * @param nameRule the rule for names that the locks have
	 * @param maxNameLength how many characters a name may have before the prefix of the
	 * locks is put before it: 29 to 64, less the length of the prefix and its dot. Longer
	 * names are cut and get a hash
	 * @throws OctoStoreValidationException if the length is out of range
	 */
	public OctoStoreLockProvider(OctoStoreLocks locks, LockNameRule nameRule, int maxNameLength) {
		this.locks = Objects.requireNonNull(locks, "locks must not be null");
		this.nameRule = Objects.requireNonNull(nameRule, "nameRule must not be null");
		this.maxNameLength = maxNameLength;
		// Fails now rather than at the first lock if the length is out of range
		nameRule.encode("x", maxNameLength);
	}

	/**
	 * Try to acquire a lock, without waiting for another holder.
	 * @param lockConfiguration name and times of the lock
	 * @return the lock, or nothing if another holder has it or the locks are closed
	 * @throws LockException if the server did not answer within five seconds or refused,
	 * or if {@code lockAtLeastFor} is longer than one hour
	 */
	@Override
	public Optional<SimpleLock> lock(LockConfiguration lockConfiguration) {
		HoldTimes times = HoldTimes.ofNewLock(lockConfiguration);
		try {
			String name = this.nameRule.encode(lockConfiguration.getName(), this.maxNameLength);
			return this.locks.tryAcquire(name, options(lockConfiguration))
				.map((lock) -> new OctoStoreSimpleLock(lockConfiguration, lock, times));
		}
		catch (LocksClosedException ex) {
			logger.info("Task under lock '{}' does not run: the application is being shut down",
					lockConfiguration.getName());
			return Optional.empty();
		}
		catch (OctoStoreException ex) {
			throw new LockException("Lock '" + lockConfiguration.getName() + "' could not be acquired", ex);
		}
	}

	private static LockOptions options(LockConfiguration configuration) {
		if (configuration.getLockAtLeastFor().compareTo(LONGEST_HOLD) > 0) {
			throw new LockException("lockAtLeastFor of lock '" + configuration.getName()
					+ "' must be at most 1 hour, but is " + configuration.getLockAtLeastFor());
		}
		return OPTIONS.withHoldAtLeast(configuration.getLockAtLeastFor());
	}

}
