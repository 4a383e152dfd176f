/**
 * Auto-configuration of the guard that keeps transactions from being committed after
 * their lock was lost.
 */
@NullMarked
package io.octostore.spring.boot.autoconfigure.transaction;

import org.jspecify.annotations.NullMarked;
