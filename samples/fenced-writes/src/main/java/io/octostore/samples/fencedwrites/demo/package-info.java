/**
 * Runs two instances and stops one of them in the middle of its work.
 */
package io.octostore.samples.fencedwrites.demo;
