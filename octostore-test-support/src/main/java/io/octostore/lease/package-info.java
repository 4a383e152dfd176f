/**
 * What tests see of the engine, in its package.
 */
@NullMarked
package io.octostore.lease;

import org.jspecify.annotations.NullMarked;
