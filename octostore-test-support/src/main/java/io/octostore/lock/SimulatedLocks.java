package io.octostore.lock;

import java.util.Random;

import io.octostore.authority.LockAuthority;
import io.octostore.testsupport.SimulatedTime;

/**
 * Locks in simulated time.
 */
public final class SimulatedLocks {

	private SimulatedLocks() {
	}

	/**
	 * Begin to build locks whose time passes when a test says so.
	 */
	public static OctoStoreLocksBuilder builder(LockAuthority authority, SimulatedTime time) {
		return OctoStoreLocks.builder(authority).time(time, time, new Random(1));
	}

}
