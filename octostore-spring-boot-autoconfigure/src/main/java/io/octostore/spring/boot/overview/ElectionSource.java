package io.octostore.spring.boot.overview;

import java.util.List;

/**
 * Tells which elections this instance takes part in. Thread safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ElectionSource {

	/**
	 * Look, without asking the server.
	 * @return the elections
	 */
	List<Overview.Election> elections();

}
