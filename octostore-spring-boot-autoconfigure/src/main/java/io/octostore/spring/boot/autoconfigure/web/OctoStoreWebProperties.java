package io.octostore.spring.boot.autoconfigure.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties for web applications.
 *
 * @param problemDetails Whether to answer web requests whose lock is held, or that need
 * the leader, with a problem detail and Retry-After. If false, the application handles
 * LockHeldException and NotLeaderException itself.
 * @param heldStatus Status of the response to a web request whose lock is held, from 400
 * to 599.
 * @since 0.1.0
 */
@ConfigurationProperties("octostore.web")
public record OctoStoreWebProperties(@DefaultValue("true") boolean problemDetails,
		@DefaultValue("409") int heldStatus) {
}
