package io.octostore.lease;

/**
 * What only the package of the engine can see.
 */
public final class KeeperState {

	private KeeperState() {
	}

	/**
	 * The number of names that may have left something on the server.
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
