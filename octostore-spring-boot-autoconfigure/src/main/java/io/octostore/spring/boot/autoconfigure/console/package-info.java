/**
 * Auto-configuration of the page.
 */
@NullMarked
package io.octostore.spring.boot.autoconfigure.console;

import org.jspecify.annotations.NullMarked;
