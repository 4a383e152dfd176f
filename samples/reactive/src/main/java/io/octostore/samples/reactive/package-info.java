/**
 * A WebFlux application that sells seats: requests for one concert wait for each other
 * without blocking a thread.
 */
@NullMarked
package io.octostore.samples.reactive;

import org.jspecify.annotations.NullMarked;
