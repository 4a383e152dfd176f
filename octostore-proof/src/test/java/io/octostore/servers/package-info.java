/**
 * What works with which release of the server: the table in {@code docs/servers.md}, and
 * the tests that it is written from.
 */
@org.jspecify.annotations.NullMarked
package io.octostore.servers;
