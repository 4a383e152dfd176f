/**
 * Locks on an etcd cluster whose members are stopped and killed, next to one OctoStore
 * server.
 */
@NullMarked
package io.octostore.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
