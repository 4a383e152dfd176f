package io.octostore.spring.election;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

import io.octostore.NotLeaderException;
import io.octostore.election.Leadership;

/**
 * Runs a method only while this instance leads an election.
 * <p>
 * On other instances a call is left out or throws, see {@link #whenNotLeader()}. When the
 * leadership ends while the method runs, its thread is interrupted: at once if the
 * leadership was lost, after the election's grace period if it was given up. A call that
 * has lost the leadership ends in {@link NotLeaderException} even if the method returned
 * normally. A parameter of type {@link Leadership} is filled in where the caller passes
 * {@code null}.
 * <p>
 * Work that goes on after the return is not covered; results that show it, such as
 * futures and publishers, are refused at startup. On a class the annotation is the
 * default for all its public methods. It can be used as a meta-annotation.
 *
 * <pre class="code">
 * &#064;Scheduled(fixedDelay = 1000)
 * &#064;LeaderOnly("invoices")
 * void poll() { ... }
 * </pre>
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Reflective
public @interface LeaderOnly {

	/**
	 * Alias for {@link #name()}.
	 * @return the name of the election
	 */
	@AliasFor("name")
	String value() default "";

	/**
	 * Name of the election, which must exist; may be a {@code ${placeholder}}.
	 * @return the name of the election
	 */
	@AliasFor("value")
	String name() default "";

	/**
	 * Behavior of a call when this instance does not lead.
	 * @return the behaviour
	 */
	WhenNotLeader whenNotLeader() default WhenNotLeader.DEFAULT;

}
