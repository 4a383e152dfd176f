/**
 * What the info endpoint of the actuator tells of OctoStore.
 */
@NullMarked
package io.octostore.spring.boot.info;

import org.jspecify.annotations.NullMarked;
