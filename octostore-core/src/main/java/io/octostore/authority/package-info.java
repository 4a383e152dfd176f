/**
 * The port to the service that grants locks. {@link io.octostore.authority.LockAuthority}
 * is all that the engine knows of a service, so that another one can be plugged in:
 * implement it and hand it to {@code OctoStoreLocks.builder(LockAuthority)}.
 * <p>
 * Answers are typed by what they prove. An answer that proves nothing is never taken for
 * a refusal, and never for the end of a lease.
 */
@NullMarked
package io.octostore.authority;

import org.jspecify.annotations.NullMarked;
