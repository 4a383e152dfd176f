/**
 * Observations of locks for traces and timers: of the wait for a lock and of the time
 * under it.
 */
@NullMarked
package io.octostore.spring.boot.observation;

import org.jspecify.annotations.NullMarked;
