/**
 * An application that hands the fencing token of its lock to the database.
 */
package io.octostore.samples.fencedwrites;
