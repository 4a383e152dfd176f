/**
 * Proof of the lease engine under faults: a simulated network and server in virtual time,
 * histories and the checkers that judge them, and the tests that
 * {@code docs/internals/faults.md} lists, each with the mutant of the engine that it must
 * catch.
 */
@org.jspecify.annotations.NullMarked
package io.octostore.faults;
