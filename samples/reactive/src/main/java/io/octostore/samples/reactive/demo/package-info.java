/**
 * Two instances of the application sell the seats of one concert.
 */
@NullMarked
package io.octostore.samples.reactive.demo;

import org.jspecify.annotations.NullMarked;
