/**
 * OctoStore's server as the engine sees it: the one place that knows the client and the
 * {@linkplain io.octostore.authority.LockAuthority port}.
 * <p>
 * Internal: applications never import this package.
 */
@NullMarked
package io.octostore.client.authority;

import org.jspecify.annotations.NullMarked;
