/**
 * Auto-configuration of the observations of locks.
 */
@NullMarked
package io.octostore.spring.boot.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
