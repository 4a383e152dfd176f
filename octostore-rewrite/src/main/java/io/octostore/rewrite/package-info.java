/**
 * OpenRewrite recipes that change an application to OctoStore.
 */
@NullMarked
package io.octostore.rewrite;

import org.jspecify.annotations.NullMarked;
