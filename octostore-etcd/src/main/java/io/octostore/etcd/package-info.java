/**
 * Locks on an etcd cluster: {@link io.octostore.etcd.EtcdAuthority} is a
 * {@link io.octostore.authority.LockAuthority} that asks etcd through its JSON gateway.
 * <p>
 * A session is a lease of etcd, and a key of its own that hangs on the lease; a lock is a
 * key that hangs on the lease of its session, and its fencing token is the revision at
 * which that key was created. See {@code docs/etcd.md}.
 */
@NullMarked
package io.octostore.etcd;

import org.jspecify.annotations.NullMarked;
