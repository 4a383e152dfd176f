/**
 * A page that shows the locks of an application.
 * <p>
 * Internal: applications never import this package.
 */
@NullMarked
package io.octostore.spring.boot.console;

import org.jspecify.annotations.NullMarked;
