/**
 * Root of OctoStore for Java: the exceptions that every part shares, and the glossary.
 * <p>
 * The words of this library, each with one meaning:
 * <dl>
 * <dt>lock</dt>
 * <dd>a name that at most one holder has at a time</dd>
 * <dt>lease</dt>
 * <dd>one grant of a lock by the server, for a limited time; it has a lease id, which is
 * a secret</dd>
 * <dt>TTL</dt>
 * <dd>how long the server keeps a lease or a session without renewal</dd>
 * <dt>session</dt>
 * <dd>the server's record that one application instance is alive; its end frees all locks
 * that were acquired through it; its id is a secret</dd>
 * <dt>holder</dt>
 * <dd>who has the lock as the server sees it: here the session, in token mode the user
 * behind the bearer token</dd>
 * <dt>borrower</dt>
 * <dd>the code that currently runs under a lease inside this JVM</dd>
 * <dt>fencing token</dt>
 * <dd>a number that grows with every grant; a resource that remembers the highest one can
 * refuse a late writer</dd>
 * <dt>renewal, keepalive</dt>
 * <dd>the request that prolongs a lease; the request that prolongs a session</dd>
 * <dt>deadline</dt>
 * <dd>the instant at which this JVM stops claiming a lease, at 80 % of the TTL counted
 * from before the last successful request was sent</dd>
 * <dt>lost</dt>
 * <dd>what the holder knows: its authority ended before it released. Either
 * <em>confirmed</em> (the server said so) or <em>uncertain</em> (the deadline passed
 * without an answer)</dd>
 * <dt>expired</dt>
 * <dd>what the server sees: a TTL ran out</dd>
 * <dt>released</dt>
 * <dd>given back by the borrower</dd>
 * <dt>room, term, leader token</dt>
 * <dd>an election that needs no account; one leader's time in it, whose number serves as
 * fencing token; what proves to the server that one leads, a secret</dd>
 * <dt>held, delayed</dt>
 * <dd>answers to an acquire: another holder has the lock; the lock is in its cooling
 * period after a release</dd>
 * </dl>
 */
@NullMarked
package io.octostore;

import org.jspecify.annotations.NullMarked;
