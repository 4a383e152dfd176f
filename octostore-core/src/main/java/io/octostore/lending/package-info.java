/**
 * Which callers want a lock and which has it: one queue for each name, the callers in it,
 * and the watches that wake them up. Used by {@code io.octostore.lock} alone, which it
 * does not know.
 * <p>
 * Internal: applications never import this package.
 */
@NullMarked
package io.octostore.lending;

import org.jspecify.annotations.NullMarked;
