/**
 * Leadership of rooms that need no account: {@link io.octostore.election.LeaderRooms} and
 * {@link io.octostore.election.Leadership}. The engine that keeps leases of locks alive
 * does the same for terms.
 */
@NullMarked
package io.octostore.election;

import org.jspecify.annotations.NullMarked;
