/**
 * An application whose job goes on while members of the etcd cluster come and go.
 */
@NullMarked
package io.octostore.samples.cluster;

import org.jspecify.annotations.NullMarked;
