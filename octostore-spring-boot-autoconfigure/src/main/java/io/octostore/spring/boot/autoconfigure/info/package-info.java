/**
 * Auto-configuration of what the info endpoint tells.
 */
@NullMarked
package io.octostore.spring.boot.autoconfigure.info;

import org.jspecify.annotations.NullMarked;
