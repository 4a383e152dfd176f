/**
 * Health of the connection to the OctoStore server.
 */
@NullMarked
package io.octostore.spring.boot.health;

import org.jspecify.annotations.NullMarked;
