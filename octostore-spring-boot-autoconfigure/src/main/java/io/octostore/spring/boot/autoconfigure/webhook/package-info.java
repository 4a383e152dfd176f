/**
 * Auto-configuration of the endpoint for webhooks.
 */
@NullMarked
package io.octostore.spring.boot.autoconfigure.webhook;

import org.jspecify.annotations.NullMarked;
