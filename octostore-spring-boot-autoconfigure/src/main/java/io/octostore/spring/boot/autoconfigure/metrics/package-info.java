/**
 * Auto-configuration of the meters.
 */
@NullMarked
package io.octostore.spring.boot.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
