package io.octostore.lease;

/**
 * What only the package of the engine can see.
 */
public final class KeeperState {

	private KeeperState() {
	}

	/**
	 * Names of which it is not known what is left on the server.
	 */
	public static int unsettled(LeaseKeeper keeper) {
		return keeper.unsettled();
	}

	/**
	 * Sessions that exist on the server as far as the engine knows.
	 */
	public static int openSessions(LeaseKeeper keeper) {
		return keeper.openSessions();
	}

}
