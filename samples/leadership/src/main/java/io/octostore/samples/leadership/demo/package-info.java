/**
 * Starts two instances, and kills the one that leads.
 */
@NullMarked
package io.octostore.samples.leadership.demo;

import org.jspecify.annotations.NullMarked;
