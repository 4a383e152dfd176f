package io.octostore.faults;

import org.jspecify.annotations.Nullable;

/**
 * One change to a compiled class of the product.
 */
interface Change {

	/**
	 * Break a rule.
	 * @param rule the name of the safeguard
	 * @param replacement what is done instead
	 */
	static Change of(String rule, Replacement replacement) {
		return new RuleChange(rule, replacement);
	}

	/**
	 * Drop a rule: its safeguard does nothing and returns nothing, zero or false.
	 * @param rule the name of the safeguard
	 */
	static Change without(String rule) {
		return new RuleChange(rule, null);
	}

	/**
	 * A method does what a static method with the same parameters, after the object
	 * itself, does.
	 */
	static Change replace(String type, String method, String instead) {
		return new CodeChange(type, method, null, instead);
	}

	/**
	 * A method does nothing and returns nothing, zero or false.
	 */
	static Change disable(String type, String method) {
		return new CodeChange(type, method, null, null);
	}

	/**
	 * A method calls a static method instead of another one.
	 */
	static Change redirect(String type, String method, String callee, String instead) {
		return new CodeChange(type, method, callee, instead);
	}

	/**
	 * A method does not call another one, as if that did nothing and returned nothing,
	 * zero or false.
	 */
	static Change omit(String type, String method, String callee) {
		return new CodeChange(type, method, callee, null);
	}

	/**
	 * Name of the class to be changed.
	 * @throws MutantMisfitException if there is no such class
	 */
	String type();

	/**
	 * Change the class.
	 * @param mutant the mutant that this is a part of
	 * @param original the class as it was
	 * @param classes the other classes
	 * @return the class as it is to be
	 * @throws MutantMisfitException if there is nothing to change, or nothing to do
	 * instead
	 */
	byte[] apply(String mutant, byte[] original, Classes classes);

	/**
	 * The compiled classes.
	 */
	interface Classes {

		byte @Nullable [] read(String name);

	}

}
