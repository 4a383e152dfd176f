/**
 * How the locks of this instance and of its application are now.
 */
@NullMarked
package io.octostore.spring.boot.overview;

import org.jspecify.annotations.NullMarked;
