/**
 * An application whose scheduled job runs on one of its instances at a time.
 */
@NullMarked
package io.octostore.samples.scheduledjobs;

import org.jspecify.annotations.NullMarked;
