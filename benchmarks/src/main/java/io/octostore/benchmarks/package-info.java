/**
 * Measurements of {@code OctoStoreLocks} next to bare HTTP clients, each in a JVM of its
 * own, against the real server on this machine.
 */
@NullMarked
package io.octostore.benchmarks;

import org.jspecify.annotations.NullMarked;
