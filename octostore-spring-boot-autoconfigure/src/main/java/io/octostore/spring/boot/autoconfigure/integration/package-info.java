/**
 * Auto-configuration of Spring Integration's lock registry.
 */
@NullMarked
package io.octostore.spring.boot.autoconfigure.integration;

import org.jspecify.annotations.NullMarked;
