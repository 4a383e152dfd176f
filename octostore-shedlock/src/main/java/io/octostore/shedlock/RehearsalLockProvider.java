package io.octostore.shedlock;

import java.util.Objects;
import java.util.Optional;

import net.javacrumbs.shedlock.core.AbstractSimpleLock;
import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes two locks for each task: that of the provider in use, and then that of the
 * provider that is to replace it. A task runs only if it gets both, so that instances
 * with one of the providers and instances with both exclude each other, which is what a
 * change without downtime needs. If only the first lock is to be had, a warning says so:
 * without instances that use the second provider alone, that happens only while one
 * instance is between its two locks.
 * <p>
 * The second lock is not asked for when the first one is held by another instance: the
 * attempt could take it from the instance that is about to ask for it. A failure of
 * either provider is thrown, with nothing left acquired. A lock is extended if both are;
 * both providers must support it.
 * <p>
 * Thread safe if both providers are.
 *
 * @since 0.1.0
 */
public final class RehearsalLockProvider implements ExtensibleLockProvider {

	private static final Logger logger = LoggerFactory.getLogger(RehearsalLockProvider.class);

	private final LockProvider current;

	private final LockProvider next;

	/**
	 * Create a provider.
	 * @param current the provider in use
	 * @param next the provider that is to replace it
	 */
	public RehearsalLockProvider(LockProvider current, LockProvider next) {
		this.current = Objects.requireNonNull(current, "current must not be null");
		this.next = Objects.requireNonNull(next, "next must not be null");
	}

	@Override
	public Optional<SimpleLock> lock(LockConfiguration lockConfiguration) {
		return this.current.lock(lockConfiguration).flatMap((first) -> lockNext(lockConfiguration, first));
	}

	private Optional<SimpleLock> lockNext(LockConfiguration configuration, SimpleLock first) {
		Optional<SimpleLock> second;
		try {
			second = this.next.lock(configuration);
		}
		catch (RuntimeException ex) {
			unlock(first, ex);
			throw ex;
		}
		if (second.isEmpty()) {
			logger.warn("Lock '{}' differs: {} has given it, {} has not. The task does not run",
					configuration.getName(), name(this.current), name(this.next));
			first.unlock();
			return Optional.empty();
		}
		return Optional.of(new BothLocks(configuration, first, second.get()));
	}

	private static String name(LockProvider provider) {
		return provider.getClass().getSimpleName();
	}

	/**
	 * Unlock, and keep what that throws behind what is thrown already.
	 */
	private static void unlock(SimpleLock lock, RuntimeException thrown) {
		try {
			lock.unlock();
		}
		catch (RuntimeException ex) {
			thrown.addSuppressed(ex);
		}
	}

	/**
	 * Given back in the reverse order, so that an instance that gets the first lock finds
	 * the second one free.
	 */
	private static final class BothLocks extends AbstractSimpleLock {

		private final SimpleLock first;

		private final SimpleLock second;

		BothLocks(LockConfiguration configuration, SimpleLock first, SimpleLock second) {
			super(configuration);
			this.first = first;
			this.second = second;
		}

		@Override
		protected void doUnlock() {
			try {
				this.second.unlock();
			}
			catch (RuntimeException ex) {
				RehearsalLockProvider.unlock(this.first, ex);
				throw ex;
			}
			this.first.unlock();
		}

		@Override
		protected Optional<SimpleLock> doExtend(LockConfiguration configuration) {
			Optional<SimpleLock> extended = extend(this.first, configuration);
			Optional<SimpleLock> alsoExtended = extend(this.second, configuration);
			if (extended.isPresent() && alsoExtended.isPresent()) {
				return Optional.of(new BothLocks(configuration, extended.get(), alsoExtended.get()));
			}
			if (extended.isPresent() != alsoExtended.isPresent()) {
				logger.warn("Lock '{}' differs: only the {} provider could extend it. It is given back",
						configuration.getName(), extended.isPresent() ? "first" : "second");
			}
			alsoExtended.ifPresent(SimpleLock::unlock);
			extended.ifPresent(SimpleLock::unlock);
			return Optional.empty();
		}

		private static Optional<SimpleLock> extend(SimpleLock lock, LockConfiguration configuration) {
			return lock.extend(configuration.getLockAtMostFor(), configuration.getLockAtLeastFor());
		}

	}

}
