/**
 * Answers to web requests that found a lock held.
 */
@NullMarked
package io.octostore.spring.boot.web;

import org.jspecify.annotations.NullMarked;
