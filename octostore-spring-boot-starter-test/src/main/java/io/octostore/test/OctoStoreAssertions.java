package io.octostore.test;

import io.octostore.embedded.OctoStoreServer;

/**
 * Entry point of the assertions. AssertJ's own {@code assertThat} takes a
 * {@link TestOctoStore} as well, so that this class is needed only for a server alone.
 *
 * @since 0.1.0
 */
public final class OctoStoreAssertions {

	private OctoStoreAssertions() {
	}

	/**
	 * Begins an assertion about locks.
	 * @param octoStore the server of the test and the applications that use it
	 * @return the assertions
	 */
	public static OctoStoreAssert assertThat(TestOctoStore octoStore) {
		return octoStore.assertThat();
	}

	/**
	 * Begins an assertion about locks as the server sees them. It knows nothing of an
	 * attempt that a queue inside the application turned away, and takes each answer
	 * <em>held</em> for a skip, also one that the caller sat out.
	 * @param server the server
	 * @return the assertions
	 */
	public static OctoStoreAssert assertThat(OctoStoreServer server) {
		return new OctoStoreAssert(server, null);
	}

}
