/**
 * Acquire and release of a lock that no other caller wants: {@code OctoStoreLocks} next
 * to bare HTTP clients.
 */
@NullMarked
package io.octostore.benchmarks.pairs;

import org.jspecify.annotations.NullMarked;
