package io.octostore.client;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;

/**
 * A candidate for an election, and how long it leads without renewal.
 * <p>
 * Each campaign is a new candidate to the server, also under the same name: a leader that
 * campaigns again is told that another candidate leads.
 * <p>
 * Immutable.
 *
 * @since 0.1.0
 */
public final class CampaignRequest {

	private final String candidateId;

	private final Duration ttl;

	private final @Nullable String metadata;

	private CampaignRequest(String candidateId, Duration ttl, @Nullable String metadata) {
		this.candidateId = candidateId;
		this.ttl = ttl;
		this.metadata = metadata;
	}

	/**
	 * Create a request without metadata.
	 * @param candidateId name of the candidate, which every client can read: 1 to 64
	 * letters, digits, {@code .}, {@code _}, {@code :}, {@code @} and {@code -}
	 * @param ttl how long the term lasts without renewal, whole seconds from 5 to 300
	 * @return the request
	 * @throws OctoStoreValidationException if an argument breaks its rule
	 */
	public static CampaignRequest of(String candidateId, Duration ttl) {
		return new CampaignRequest(ElectionRules.candidateId(candidateId), ElectionRules.ttl(ttl), null);
	}

	/**
	 * Return a copy with metadata, which every client that knows the room can read.
	 * @param metadata up to 1024 Unicode code points
	 * @return the copy
	 * @throws OctoStoreValidationException if the metadata breaks its rule
	 */
	public CampaignRequest withMetadata(String metadata) {
		return new CampaignRequest(this.candidateId, this.ttl, Arguments.metadata(metadata));
	}

	/**
	 * Return the name that the candidate gives itself.
	 * @return the id
	 */
	public String candidateId() {
		return this.candidateId;
	}

	/**
	 * Return how long the term lasts without renewal.
	 * @return the TTL
	 */
	public Duration ttl() {
		return this.ttl;
	}

	/**
	 * Return the metadata that is stored with the campaign.
	 * @return the metadata, empty if there is none
	 */
	public Optional<String> metadata() {
		return Optional.ofNullable(this.metadata);
	}

	@Override
	public String toString() {
		return "CampaignRequest[candidateId=" + this.candidateId + ", ttl=" + this.ttl + ", metadata="
				+ ((this.metadata != null) ? "present" : "none") + "]";
	}

}
