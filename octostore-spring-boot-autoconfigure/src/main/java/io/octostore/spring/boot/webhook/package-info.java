/**
 * Takes what an OctoStore server posts to webhooks of an application.
 * <p>
 * Internal: applications never import this package.
 */
@NullMarked
package io.octostore.spring.boot.webhook;

import org.jspecify.annotations.NullMarked;
