/**
 * What held locks cost: threads, heap, and requests to the server.
 */
@NullMarked
package io.octostore.benchmarks.cost;

import org.jspecify.annotations.NullMarked;
