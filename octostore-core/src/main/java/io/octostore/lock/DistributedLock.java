package io.octostore.lock;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.octostore.LockLostException;

/**
 * Runs a method under a distributed lock: at most one instance of the application is
 * inside at a time.
 * <p>
 * The lock is acquired before the method, renewed while it runs and released after it,
 * outside of a transaction that the method opens. The running method finds its lock with
 * {@link CurrentLock#get()}. When the lock is lost, the thread is interrupted (see
 * {@link #onLost()}) and the call ends in {@link LockLostException}.
 * <p>
 * Where a method returns a {@code Mono}, a {@code Flux} or a {@code Publisher}, each
 * subscription to it acquires the lock, then calls the method, and holds the lock until
 * the publisher has ended, as {@link ReactiveOctoStoreLocks} does; a call that is left
 * out is an empty publisher, and the lock is found with
 * {@link ReactiveOctoStoreLocks#currentLock()}. Other results whose work may still be
 * going on when the method returns are refused at startup, with the exception of futures
 * of {@code @Async} methods.
 * <p>
 * On a class the annotation is the default for all its public methods. It can be used as
 * a meta-annotation. Private, final and static methods cannot be locked; they are refused
 * at startup.
 *
 * <pre class="code">
 * &#064;Scheduled(cron = "0 0 2 * * *")
 * &#064;DistributedLock("nightly-report")
 * void createReport() { ... }
 * </pre>
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface DistributedLock {

	/**
	 * Alias for {@link #name()}.
	 * @return the lock's name
	 */
	String value() default "";

	/**
	 * Name of the lock: constant, because it is a metric tag. The server sees
	 * {@code [prefix.]name[.key]}. Letters, digits, {@code -} and {@code .}; required.
	 * @return the lock's name
	 */
	String name() default "";

	/**
	 * SpEL expression that is evaluated at each call, with the method's arguments as
	 * variables ({@code #orderId}, {@code #p0}, {@code #a0}); its value becomes the last
	 * part of the lock's name, with every character that is not allowed there encoded.
	 * {@code null} and empty values are refused.
	 * @return the expression; empty for one lock for all calls
	 */
	String key() default "";

	/**
	 * Time that the server keeps the lock without renewal, for example {@code 60s} or
	 * {@code PT1M}; may be a {@code ${placeholder}}. From 1 s to 1 h in whole seconds,
	 * and not shorter than the session's TTL. The lock is renewed while the method runs,
	 * so that this need not cover the method's duration.
	 * @return the TTL; empty for the configured default
	 */
	String ttl() default "";

	/**
	 * How long to wait for a lock that another holder has, for example {@code 2s}; may be
	 * a {@code ${placeholder}}. Zero or more.
	 * @return the wait; empty for the configured default
	 */
	String waitFor() default "";

	/**
	 * For how long the lock stays taken after it was handed out, whatever becomes of this
	 * instance, for example {@code 30s}; may be a {@code ${placeholder}}. Up to 1 h,
	 * {@code 0s} for no hold. Where instances run a job at the same wall-clock time, it
	 * is by how much their clocks may differ.
	 * @return the hold; empty for the configured default, which for methods that are
	 * scheduled by a cron expression is half of the time to the next fire time, at most 1
	 * min, and zero for others
	 */
	String holdAtLeast() default "";

	/**
	 * What to do when the lock is not available.
	 * @return the behaviour
	 */
	WhenHeld whenHeld() default WhenHeld.DEFAULT;

	/**
	 * What to do when the lock is lost while the method runs.
	 * @return the behaviour
	 */
	OnLost onLost() default OnLost.DEFAULT;

}
