/**
 * Locked methods in an application that is processed ahead of time.
 */
package io.octostore.samples.aheadoftime;
