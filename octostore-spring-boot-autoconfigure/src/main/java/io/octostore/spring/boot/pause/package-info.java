/**
 * Pauses jobs in all instances of an application.
 */
@NullMarked
package io.octostore.spring.boot.pause;

import org.jspecify.annotations.NullMarked;
