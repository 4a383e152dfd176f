/**
 * What several packages of this library share and applications have no use for. Not part
 * of the public API: it changes without notice.
 */
@NullMarked
package io.octostore.internal;

import org.jspecify.annotations.NullMarked;
