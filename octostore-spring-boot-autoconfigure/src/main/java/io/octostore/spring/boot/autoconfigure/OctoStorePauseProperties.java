package io.octostore.spring.boot.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of pauses.
 *
 * @param enabled Whether jobs can be paused. Costs one more request before each run under
 * a lock. Must be the same for all instances.
 */
@ConfigurationProperties("octostore.pause")
record OctoStorePauseProperties(@DefaultValue("false") boolean enabled) {
}
