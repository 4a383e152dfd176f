/**
 * A contended lock that passes from one JVM to another: {@code OctoStoreLocks} next to
 * other libraries and their servers.
 */
@NullMarked
package io.octostore.benchmarks.handoff;

import org.jspecify.annotations.NullMarked;
