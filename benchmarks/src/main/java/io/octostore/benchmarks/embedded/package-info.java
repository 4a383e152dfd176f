/**
 * What the server in memory costs a test suite: its start, and an acquire among many held
 * locks.
 */
@NullMarked
package io.octostore.benchmarks.embedded;

import org.jspecify.annotations.NullMarked;
