/**
 * The wire: requests in, answers out. Knows {@code WebClient}, connections, deadlines and
 * lanes, and nothing of the API.
 * <p>
 * Internal: the types here are public for the client only, are not part of the API, and
 * change without notice.
 */
@NullMarked
package io.octostore.client.http;

import org.jspecify.annotations.NullMarked;
