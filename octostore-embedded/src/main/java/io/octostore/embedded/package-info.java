/**
 * An OctoStore server inside the JVM that speaks the real protocol, for tests and local
 * development. Start it with {@link io.octostore.embedded.OctoStoreServer#builder()}.
 * <p>
 * HTTP is known to the classes that end in {@code Endpoints}, to {@code HttpFront} and
 * what it uses; {@code ServerState} and everything behind it know rules and time only.
 */
@NullMarked
package io.octostore.embedded;

import org.jspecify.annotations.NullMarked;
