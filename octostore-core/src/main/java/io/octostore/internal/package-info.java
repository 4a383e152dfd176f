/**
 * What several packages of this library share.
 * <p>
 * Internal: applications never import this package.
 */
@NullMarked
package io.octostore.internal;

import org.jspecify.annotations.NullMarked;
