/**
 * Auto-configuration of OctoStore for Spring Boot.
 */
@NullMarked
package io.octostore.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
