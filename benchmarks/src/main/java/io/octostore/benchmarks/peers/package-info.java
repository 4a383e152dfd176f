/**
 * Locks of {@code OctoStoreLocks} and of other libraries behind one interface, and the
 * servers that keep them.
 */
@NullMarked
package io.octostore.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
