/**
 * Auto-configuration of the health indicator.
 */
@NullMarked
package io.octostore.spring.boot.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
