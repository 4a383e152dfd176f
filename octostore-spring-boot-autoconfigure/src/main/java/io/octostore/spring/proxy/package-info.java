/**
 * What the proxies of locked and of leader-only methods share.
 * <p>
 * Internal: applications never import this package.
 */
@NullMarked
package io.octostore.spring.proxy;

import org.jspecify.annotations.NullMarked;
