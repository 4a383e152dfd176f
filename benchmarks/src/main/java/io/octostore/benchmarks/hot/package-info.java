/**
 * A lock that many callers of many instances want at once: {@code OctoStoreLocks} next to
 * other libraries and their servers.
 */
@NullMarked
package io.octostore.benchmarks.hot;

import org.jspecify.annotations.NullMarked;
