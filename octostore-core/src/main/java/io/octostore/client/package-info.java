/**
 * The wire: a blocking and a reactive client for every endpoint of an OctoStore server
 * that locks, sessions and elections need.
 * <p>
 * A client validates before it sends, bounds every exchange in time and size, never
 * follows redirects, repeats only what is safe to repeat, and turns answers into results
 * or into the exceptions of this package. It keeps no lock state: renewal, deadlines and
 * waiting belong to the packages above it.
 */
@NullMarked
package io.octostore.client;

import org.jspecify.annotations.NullMarked;
