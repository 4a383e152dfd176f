/**
 * In-process OctoStore server.
 */
@NullMarked
package io.octostore.embedded;

import org.jspecify.annotations.NullMarked;
