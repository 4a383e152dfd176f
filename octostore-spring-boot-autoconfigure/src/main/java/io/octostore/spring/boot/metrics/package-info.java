/**
 * Meters of OctoStore for Micrometer.
 */
@NullMarked
package io.octostore.spring.boot.metrics;

import org.jspecify.annotations.NullMarked;
