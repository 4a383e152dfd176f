package io.octostore.spring.boot.autoconfigure.observation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of observations.
 *
 * @param background Whether to also observe requests that no call waits for, such as
 * keepalives and renewals. Each becomes a trace of its own.
 */
@ConfigurationProperties("octostore.observation")
record OctoStoreObservationProperties(@DefaultValue("false") boolean background) {
}
