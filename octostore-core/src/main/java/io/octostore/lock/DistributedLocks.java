package io.octostore.lock;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Holds several {@link DistributedLock} annotations of one method: it runs under all of
 * their locks. They are acquired in the order of their names, all or nothing, and the
 * wait of each counts from the beginning of the call.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Reflective
public @interface DistributedLocks {

	/**
	 * The annotations.
	 * @return one for each lock
	 */
	DistributedLock[] value();

}
