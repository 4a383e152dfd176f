package io.octostore.spring.boot.autoconfigure.endpoint;

import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.octostore.spring.boot.endpoint.EndpointOperation;

/**
 * Properties of the actuator endpoint.
 *
 * @param operations Operations that the endpoint allows: release, pause, resume,
 * acknowledge-fencing-regression. None by default. Every user who may send POST requests
 * to the endpoint can use them.
 */
@ConfigurationProperties("octostore.endpoint")
record OctoStoreEndpointProperties(@DefaultValue Set<EndpointOperation> operations) {
}
