package io.octostore.etcd;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An answer of etcd. Numbers of 64 bits are texts there, and zeros are left out.
 *
 * @param json the answer
 * @param unsettled whether an earlier request of the same call was not answered, and may
 * be carried out at any time
 */
record Reply(JsonNode json, boolean unsettled) {

	/**
	 * A part of the answer.
	 */
	Reply at(String name) {
		return new Reply(this.json.path(name), this.unsettled);
	}

	long number(String name) {
		return number(this.json.path(name));
	}

	static long number(JsonNode node) {
		return node.isNumber() ? node.asLong() : parse(node.asString(""));
	}

	private static long parse(String text) {
		try {
			return text.isEmpty() ? 0 : Long.parseLong(text);
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	long revision() {
		return number(this.json.path("header").path("revision"));
	}

	long raftTerm() {
		return number(this.json.path("header").path("raft_term"));
	}

	String clusterId() {
		return this.json.path("header").path("cluster_id").asString("");
	}

	/**
	 * Whether this is an answer of etcd at all: all of them have a header.
	 */
	boolean isGenuine() {
		return this.json.path("header").path("cluster_id").isString();
	}

	boolean succeeded() {
		return this.json.path("succeeded").asBoolean(false);
	}

	/**
	 * The key that a read has found.
	 */
	@Nullable KeyValue found() {
		JsonNode first = this.json.path("kvs").path(0);
		return first.isObject() ? new KeyValue(first) : null;
	}

	/**
	 * The key that a read has found within a transaction.
	 */
	@Nullable KeyValue found(int response) {
		return new Reply(this.json.path("responses").path(response).path("response_range"), this.unsettled).found();
	}

	List<String> texts(String name) {
		List<String> texts = new ArrayList<>();
		this.json.path(name).forEach((node) -> texts.add(node.asString("")));
		return texts;
	}

	/**
	 * A key with its value.
	 *
	 * @param json the key
	 */
	record KeyValue(JsonNode json) {

		long createRevision() {
			return number(this.json.path("create_revision"));
		}

		long version() {
			return number(this.json.path("version"));
		}

		long lease() {
			return number(this.json.path("lease"));
		}

		String value() {
			return this.json.path("value").asString("");
		}

	}

}
