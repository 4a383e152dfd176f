/**
 * What the starter adds to the start of an application, and how long its first lock
 * takes.
 */
@NullMarked
package io.octostore.benchmarks.start;

import org.jspecify.annotations.NullMarked;
