/**
 * Auto-configuration of OctoStore for Spring Boot: client, locks, annotated methods,
 * in-process server. Everything backs off for beans of the application, and nothing
 * connects to a server before the first lock is asked for.
 */
@NullMarked
package io.octostore.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
