/**
 * A page that shows the locks of an application.
 */
@NullMarked
package io.octostore.spring.boot.console;

import org.jspecify.annotations.NullMarked;
