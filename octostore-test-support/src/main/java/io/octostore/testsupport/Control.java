package io.octostore.testsupport;

import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;

/**
 * Finds the other side of locks that were built.
 */
public final class Control {

	private Control() {
	}

	public static LocksControl of(OctoStoreLocks locks) {
		return (LocksControl) locks;
	}

}
