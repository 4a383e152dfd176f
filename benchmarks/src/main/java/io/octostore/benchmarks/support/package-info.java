/**
 * What all measurements need: processes that end with the one that started them, the
 * environment of a result, and figures over several rounds.
 */
@NullMarked
package io.octostore.benchmarks.support;

import org.jspecify.annotations.NullMarked;
