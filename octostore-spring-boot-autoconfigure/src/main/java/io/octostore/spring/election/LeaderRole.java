package io.octostore.spring.election;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Starts a bean when this instance is elected, and stops it when the leadership ends:
 * message consumers, pollers, connections that only the leader may have.
 * <p>
 * Stands on the class or the bean method of a
 * {@link org.springframework.context.Lifecycle Lifecycle} bean. A
 * {@link org.springframework.context.SmartLifecycle SmartLifecycle} must not start by
 * itself: its {@code isAutoStartup()} returns {@code false}. Leadership that is given up
 * goes to another instance when {@code stop()} has returned.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface LeaderRole {

	/**
	 * Role of the election: its name, unless another role is set for it.
	 * @return the role
	 */
	String value();

}
