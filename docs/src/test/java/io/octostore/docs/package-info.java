/**
 * Checks of the pages that users and contributors read.
 */
@org.jspecify.annotations.NullMarked
package io.octostore.docs;
