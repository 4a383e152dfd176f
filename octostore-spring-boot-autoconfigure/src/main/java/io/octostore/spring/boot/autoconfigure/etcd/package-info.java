/**
 * Auto-configuration of locks on an etcd cluster.
 */
@NullMarked
package io.octostore.spring.boot.autoconfigure.etcd;

import org.jspecify.annotations.NullMarked;
