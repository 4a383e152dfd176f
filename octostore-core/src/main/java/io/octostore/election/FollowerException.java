package io.octostore.election;

import io.octostore.OctoStoreException;

/**
 * Tells the engine that somebody else leads.
 */
final class FollowerException extends OctoStoreException {

	FollowerException(String room) {
		super("Room '" + room + "' is led by another candidate");
	}

}
