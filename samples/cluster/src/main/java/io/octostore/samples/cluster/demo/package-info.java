/**
 * Starts a cluster and two instances, and kills the leader. No part of the application.
 */
@NullMarked
package io.octostore.samples.cluster.demo;

import org.jspecify.annotations.NullMarked;
