package io.octostore.client.authority;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.octostore.LossReason;
import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreServerException;
import io.octostore.client.AcquireRequest;

/**
 * What mutants of the authority do instead.
 */
final class Mutations {

	private Mutations() {
	}

	static AcquireRequest withoutSession(AcquireRequest request, UUID session) {
		return request;
	}

	static @Nullable LossReason goneIfRefused(OctoStoreException failure) {
		return (failure instanceof OctoStoreAuthenticationException) ? LossReason.SESSION_NOT_FOUND : null;
	}

	static boolean always(OctoStoreServerException failure) {
		return true;
	}

}
