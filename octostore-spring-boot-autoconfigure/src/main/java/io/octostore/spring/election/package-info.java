/**
 * Leader-only methods, events and roles in any Spring application context; knows nothing
 * of Spring Boot.
 * <p>
 * What to know about methods annotated with
 * {@link io.octostore.spring.election.LeaderOnly}:
 * <ul>
 * <li>The check is outside of a lock of the method, of a transaction that it opens, and
 * inside of security checks, caches and repeats. With {@code @Async} the worker
 * checks.</li>
 * <li>Only calls that pass through the bean are checked: a method that is called on
 * {@code this} runs on every instance.</li>
 * <li>What cannot work is refused at startup with
 * {@link io.octostore.spring.election.InvalidLeaderMethodException}, never ignored.</li>
 * </ul>
 */
@NullMarked
package io.octostore.spring.election;

import org.jspecify.annotations.NullMarked;
