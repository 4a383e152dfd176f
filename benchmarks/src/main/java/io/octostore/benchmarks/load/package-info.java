/**
 * Held locks while others keep the server busy: none may be lost, and no attempt may come
 * closer to the one before than the engine promises.
 */
@NullMarked
package io.octostore.benchmarks.load;

import org.jspecify.annotations.NullMarked;
