/**
 * Support for {@code @SpringBootTest} with OctoStore.
 */
@NullMarked
package io.octostore.spring.boot.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
