/**
 * Auto-configuration of ShedLock's lock provider.
 */
@NullMarked
package io.octostore.spring.boot.autoconfigure.shedlock;

import org.jspecify.annotations.NullMarked;
