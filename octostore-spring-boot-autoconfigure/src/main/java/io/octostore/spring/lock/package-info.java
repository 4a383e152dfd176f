/**
 * Runs methods annotated with {@link io.octostore.lock.DistributedLock} under their lock,
 * in any Spring application context; knows nothing of Spring Boot.
 * <p>
 * What to know about annotated methods:
 * <ul>
 * <li>The lock is taken outside of a transaction that the method opens, so that it is
 * released only after the commit, and inside of security checks and of advice with an
 * order of its own. With {@code @Async} the lock is taken by the worker, and with
 * Spring's {@code @Retryable} once for each attempt.</li>
 * <li>A transaction is rolled back instead of committed when a lock was lost under which
 * it was made, see {@link io.octostore.spring.lock.LockCommitGuard}. Where the caller has
 * a transaction open that the method takes part in, the lock is kept until that has
 * ended.</li>
 * <li>Only calls that pass through the bean are locked: a method that is called on
 * {@code this} runs without a lock.</li>
 * <li>A scheduled method that finds its lock held is skipped. One that loses its lock
 * while it runs ends in {@link io.octostore.LockLostException}, which the scheduler's
 * error handler receives and, unless it is replaced, logs.</li>
 * <li>What cannot work is refused at startup with
 * {@link io.octostore.spring.lock.InvalidLockMethodException}, never ignored.</li>
 * </ul>
 */
@NullMarked
package io.octostore.spring.lock;

import org.jspecify.annotations.NullMarked;
