package io.octostore.lock;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

import io.octostore.LockLostException;

/**
 * Runs a method under a distributed lock: at most one instance of the application is
 * inside at a time.
 * <p>
 * The lock is acquired before the method, renewed while it runs and released after it,
 * outside of a transaction that the method opens. The running method finds its lock with
 * {@link CurrentLock#get()}, or has a parameter of type {@link HeldLock}, which is filled
 * in where the caller passes {@code null}. When the lock is lost, the thread is
 * interrupted (see {@link #onLost()}) and the call ends in {@link LockLostException}.
 * <p>
 * Work that goes on after the return is part of the method where its result says when it
 * ends:
 * <ul>
 * <li>A <em>publisher</em> ({@code Mono}, {@code Flux}, {@code Publisher} and the types
 * that Spring converts to them, Kotlin's {@code Flow} among them) or a <em>suspend
 * function</em>: each subscription or call acquires the lock without blocking, then calls
 * the method, and holds the lock to the end, as {@link ReactiveOctoStoreLocks} does. The
 * lock is found with {@link ReactiveOctoStoreLocks#currentLock()}. A call that is left
 * out is empty.</li>
 * <li>A <em>future</em> ({@code Future}, {@code CompletionStage} or
 * {@code CompletableFuture}): the caller's thread acquires the lock and calls the method;
 * the lock is held until the future has completed. The future that the caller gets
 * completes after the release, and fails if the lock was not acquired.</li>
 * <li>A {@code ResponseEntity} of one of them: the lock is held until the body has
 * ended.</li>
 * </ul>
 * Other results whose work may still be going on, such as streams, iterators, functions
 * and emitters, are refused at startup, or at the call if only the value shows it.
 * <p>
 * On a class the annotation is the default for all its public methods. It can be used as
 * a meta-annotation, and more than once, see {@link DistributedLocks}. Private, final and
 * static methods cannot be locked; they are refused at startup.
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
@Reflective
@Repeatable(DistributedLocks.class)
public @interface DistributedLock {

	/**
	 * Alias for {@link #name()}.
	 * @return the lock's name
	 */
	@AliasFor("name")
	String value() default "";

	/**
	 * Name of the lock: constant, because it is a metric tag. The server sees
	 * {@code [prefix.]name[.key]}. Letters, digits, {@code -} and {@code .}; required.
	 * @return the lock's name
	 */
	@AliasFor("value")
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
	 * For how long the lock stays taken after it was handed out, also if this instance
	 * ends, for example {@code 30s}; may be a {@code ${placeholder}}. Up to 1 h,
	 * {@code 0s} for no hold. Where instances run a job at the same wall-clock time, it
	 * is by how much their clocks may differ.
	 * @return the hold; empty for the configured default, which for methods that are
	 * scheduled by a cron expression is half of the time to the next fire time, at most 1
	 * min, and zero for others
	 */
	String holdAtLeast() default "";

	/**
	 * How many calls may be inside at a time, over all instances; see
	 * {@link LockOptions#withPermits} for what that means for fencing tokens.
	 * @return the number, 1 to 100
	 */
	int permits() default 1;

	/**
	 * Behavior of a call when the lock is not available.
	 * @return the behaviour
	 */
	WhenHeld whenHeld() default WhenHeld.DEFAULT;

	/**
	 * Behavior when the lock is lost while the method runs.
	 * @return the behaviour
	 */
	OnLost onLost() default OnLost.DEFAULT;

}
