/**
 * The walk through the product that one acquire and its release make, measured: what a
 * newcomer reads to understand them.
 */
@org.jspecify.annotations.NullMarked
package io.octostore.walk;
