/**
 * Elections and terms under a test's control, in the package whose parts they use.
 */
@NullMarked
package io.octostore.election;

import org.jspecify.annotations.NullMarked;
