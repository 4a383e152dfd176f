/**
 * An application one of whose instances leads: it alone follows a feed and publishes.
 */
@NullMarked
package io.octostore.samples.leadership;

import org.jspecify.annotations.NullMarked;
