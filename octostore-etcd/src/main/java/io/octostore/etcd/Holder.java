package io.octostore.etcd;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.octostore.HolderInfo;

/**
 * What is stored with a lock, for those who find it held. It holds no secret: the holder
 * is a pseudonym of the session.
 *
 * @param pseudonym names the session
 * @param metadata what describes the instance, or {@code null}
 */
record Holder(String pseudonym, @Nullable String metadata) {

	String toJson() {
		ObjectNode json = Requests.JSON.createObjectNode().put("holder", this.pseudonym);
		if (this.metadata != null) {
			json.put("metadata", this.metadata);
		}
		return json.toString();
	}

	/**
	 * Read the value of a key, which need not be one of this library's.
	 */
	static HolderInfo read(Reply.KeyValue found) {
		try {
			JsonNode json = Requests.JSON.readTree(Keys.decode(found.value()));
			return HolderInfo.unknown().withHolder(text(json, "holder")).withMetadata(text(json, "metadata"));
		}
		catch (JacksonException | IllegalArgumentException ex) {
			return HolderInfo.unknown();
		}
	}

	private static @Nullable String text(JsonNode json, String name) {
		JsonNode node = json.path(name);
		return node.isString() ? node.asString() : null;
	}

}
