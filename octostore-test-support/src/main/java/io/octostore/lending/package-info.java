/**
 * Locks in virtual time, in the package whose parts they use.
 */
@NullMarked
package io.octostore.lending;

import org.jspecify.annotations.NullMarked;
