/**
 * Leader election, by a lock or in a room that needs no account:
 * {@link io.octostore.election.LeaderElection}. The engine that keeps leases of locks
 * alive does the same for terms.
 */
@NullMarked
package io.octostore.election;

import org.jspecify.annotations.NullMarked;
