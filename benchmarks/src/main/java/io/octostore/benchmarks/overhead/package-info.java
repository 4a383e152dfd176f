/**
 * What a call through an annotation costs more than the same call in code.
 */
@NullMarked
package io.octostore.benchmarks.overhead;

import org.jspecify.annotations.NullMarked;
