/**
 * ShedLock on OctoStore locks.
 */
@NullMarked
package io.octostore.shedlock;

import org.jspecify.annotations.NullMarked;
