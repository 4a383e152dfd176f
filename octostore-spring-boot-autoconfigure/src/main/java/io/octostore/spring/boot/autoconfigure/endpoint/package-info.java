/**
 * Auto-configuration of the actuator endpoint.
 */
@NullMarked
package io.octostore.spring.boot.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
