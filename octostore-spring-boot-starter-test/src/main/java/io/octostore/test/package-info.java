/**
 * Support for tests of code that uses OctoStore, without Spring: a server in the test,
 * assertions, and control of time and losses.
 */
@NullMarked
package io.octostore.test;

import org.jspecify.annotations.NullMarked;
