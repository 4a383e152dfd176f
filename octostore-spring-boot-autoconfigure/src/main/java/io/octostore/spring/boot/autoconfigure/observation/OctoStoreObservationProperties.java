package io.octostore.spring.boot.autoconfigure.observation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of observations.
 *
 * @param background Whether to observe also the requests that no call waits for:
 * keepalives, renewals and the like. Each is a trace of its own.
 */
@ConfigurationProperties("octostore.observation")
record OctoStoreObservationProperties(@DefaultValue("false") boolean background) {
}
