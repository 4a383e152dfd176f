/**
 * The actuator endpoint that shows the locks of an application and acts on them.
 */
@NullMarked
package io.octostore.spring.boot.endpoint;

import org.jspecify.annotations.NullMarked;
