/**
 * A program that was written for the Rust SDK.
 */
@NullMarked
package io.octostore.samples.fromrustsdk;

import org.jspecify.annotations.NullMarked;
