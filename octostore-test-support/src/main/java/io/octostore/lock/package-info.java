/**
 * Locks under a test's control, in the package whose parts they use.
 */
@NullMarked
package io.octostore.lock;

import org.jspecify.annotations.NullMarked;
