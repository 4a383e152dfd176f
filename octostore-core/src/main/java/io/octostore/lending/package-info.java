/**
 * Which callers want a lock and which has it: one queue for each name, the callers in it,
 * and the watches that wake them up. Internal, not API: used by {@code io.octostore.lock}
 * alone, which it does not know.
 */
@NullMarked
package io.octostore.lending;

import org.jspecify.annotations.NullMarked;
