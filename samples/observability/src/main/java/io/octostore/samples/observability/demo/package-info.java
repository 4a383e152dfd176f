/**
 * Starts a server and two instances.
 */
@NullMarked
package io.octostore.samples.observability.demo;

import org.jspecify.annotations.NullMarked;
