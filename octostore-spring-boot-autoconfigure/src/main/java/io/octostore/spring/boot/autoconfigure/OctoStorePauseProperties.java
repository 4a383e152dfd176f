package io.octostore.spring.boot.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of pauses.
 *
 * @param enabled Whether jobs can be paused: before each run under a lock, an instance
 * asks the server in one more request whether the job is paused. The same for all
 * instances.
 */
@ConfigurationProperties("octostore.pause")
record OctoStorePauseProperties(@DefaultValue("false") boolean enabled) {
}
