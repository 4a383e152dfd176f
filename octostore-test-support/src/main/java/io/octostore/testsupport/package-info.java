/**
 * Clocks, schedulers and servers under a test's control.
 */
@NullMarked
package io.octostore.testsupport;

import org.jspecify.annotations.NullMarked;
