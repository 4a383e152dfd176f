/**
 * Tests of the sample.
 */
@NullMarked
package io.octostore.samples.fromrustsdk;

import org.jspecify.annotations.NullMarked;
