/**
 * Runs two instances of the application and shows how they share the job. No application
 * needs any of this.
 */
@NullMarked
package io.octostore.samples.scheduledjobs.demo;

import org.jspecify.annotations.NullMarked;
