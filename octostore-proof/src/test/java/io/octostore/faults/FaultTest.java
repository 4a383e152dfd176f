package io.octostore.faults;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of one numbered fault. It runs twice: against the product, where it must pass,
 * and against a mutant of it from which the protection has been removed, where it must
 * fail. {@code docs/internals/faults.md} lists all of them.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
@ExtendWith(FaultTestExtension.class)
public @interface FaultTest {

	/**
	 * Number of the fault.
	 */
	String number();

	/**
	 * Where it is tested: T0 one engine in virtual time, T1 simulated network and server,
	 * T2 real HTTP, T3 processes.
	 */
	Tier tier();

	/**
	 * What goes wrong.
	 */
	String fault();

	/**
	 * The engine that the test must catch.
	 */
	Mutant mutant();

	/**
	 * Whether the mutant must not run beside the product, because both need the CPUs.
	 */
	boolean alone() default false;

	/**
	 * Where a fault is tested.
	 */
	enum Tier {

		T0, T1, T2, T3;

		boolean isInRealTime() {
			return this == T2 || this == T3;
		}

	}

}
