/**
 * What happened to the locks of this instance lately.
 */
@NullMarked
package io.octostore.spring.boot.history;

import org.jspecify.annotations.NullMarked;
