/**
 * Measurements of {@code OctoStoreLocks} against the real server on this machine, each
 * participant in a JVM of its own.
 */
@NullMarked
package io.octostore.benchmarks;

import org.jspecify.annotations.NullMarked;
