/**
 * The lock registry of Spring Integration on OctoStore locks.
 */
@NullMarked
package io.octostore.spring.integration;

import org.jspecify.annotations.NullMarked;
