package io.octostore.client;

import java.util.UUID;

/**
 * A server granted a lock without showing that it understood the whole request. The lease
 * has to be given back.
 */
final class UnprovenGrantException extends RuntimeException {

	private final transient UUID leaseId;

	UnprovenGrantException(UUID leaseId) {
		super(null, null, false, false);
		this.leaseId = leaseId;
	}

	UUID leaseId() {
		return this.leaseId;
	}

}
