package io.octostore.internal;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a name to the rule that a small method states, and that a promise depends on.
 * <p>
 * The fault tests of {@code octostore-proof} find the method by this name, replace it by
 * one that breaks the rule, and must notice. The method can be renamed and moved; if it
 * is removed, or gets other parameters, the fault tests say so.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Safeguard {

	/**
	 * Name of the rule: unique, lower case, with hyphens.
	 * @return the name
	 */
	String value();

}
