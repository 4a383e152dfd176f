/**
 * Time and state of leases: one engine that keeps sessions alive and leases renewed, that
 * knows until when authority lasts, and that settles what may have been left behind.
 * Knows neither HTTP nor JSON nor Spring; it speaks to a
 * {@link io.octostore.authority.LockAuthority}.
 * <p>
 * Internal: applications never import this package.
 */
@NullMarked
package io.octostore.lease;

import org.jspecify.annotations.NullMarked;
