/**
 * Auto-configuration for web applications.
 */
@NullMarked
package io.octostore.spring.boot.autoconfigure.web;

import org.jspecify.annotations.NullMarked;
