/**
 * An application whose locks can be watched: on a page, at an endpoint, and in
 * Prometheus.
 */
@NullMarked
package io.octostore.samples.observability;

import org.jspecify.annotations.NullMarked;
