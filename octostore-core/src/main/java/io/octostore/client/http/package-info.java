/**
 * The wire: requests in, answers out. Knows {@code WebClient}, connections, deadlines and
 * lanes, and nothing of the API.
 * <p>
 * Internal: applications never import this package.
 */
@NullMarked
package io.octostore.client.http;

import org.jspecify.annotations.NullMarked;
