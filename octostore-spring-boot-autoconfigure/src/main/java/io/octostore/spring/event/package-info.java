/**
 * Application events that tell what happens to the locks of this instance.
 */
@NullMarked
package io.octostore.spring.event;

import org.jspecify.annotations.NullMarked;
