package io.octostore.etcd;

import java.time.Duration;
import java.util.List;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bodies of requests to etcd's gateway.
 */
final class Requests {

	static final JsonMapper JSON = JsonMapper.shared();

	private Requests() {
	}

	static byte[] authenticate(String username, String password) {
		return bytes(JSON.createObjectNode().put("name", username).put("password", password));
	}

	static byte[] grant(Duration ttl) {
		return bytes(JSON.createObjectNode().put("TTL", Long.toString(ttl.toSeconds())));
	}

	static byte[] lease(long lease) {
		return bytes(JSON.createObjectNode().put("ID", Long.toString(lease)));
	}

	static byte[] keysOf(long lease) {
		return bytes(JSON.createObjectNode().put("ID", Long.toString(lease)).put("keys", true));
	}

	/**
	 * A linearizable read: that is the default.
	 */
	static byte[] read(String key) {
		return bytes(range(key));
	}

	static byte[] watch(String key, long fromRevision) {
		ObjectNode request = JSON.createObjectNode();
		request.putObject("create_request").put("key", key).put("start_revision", Long.toString(fromRevision));
		return bytes(request);
	}

	/**
	 * Do something if all comparisons hold, and something else if not.
	 */
	static byte[] transaction(List<ObjectNode> comparisons, ObjectNode success, List<ObjectNode> otherwise) {
		ObjectNode request = JSON.createObjectNode();
		comparisons.forEach(request.putArray("compare")::add);
		request.putArray("success").add(success);
		otherwise.forEach(request.putArray("failure")::add);
		return bytes(request);
	}

	static ObjectNode createdAt(String key, long revision) {
		return comparison(key, "CREATE").put("create_revision", Long.toString(revision));
	}

	static ObjectNode hasVersion(String key, long version) {
		return comparison(key, "VERSION").put("version", Long.toString(version));
	}

	private static ObjectNode comparison(String key, String target) {
		return JSON.createObjectNode().put("key", key).put("target", target).put("result", "EQUAL");
	}

	static ObjectNode put(String key, String value, long lease) {
		ObjectNode operation = JSON.createObjectNode();
		operation.putObject("request_put")
			.put("key", key)
			.put("value", Keys.encode(value))
			.put("lease", Long.toString(lease));
		return operation;
	}

	/**
	 * Hang a key that exists on another lease.
	 */
	static ObjectNode move(String key, long lease) {
		ObjectNode operation = JSON.createObjectNode();
		operation.putObject("request_put").put("key", key).put("lease", Long.toString(lease)).put("ignore_value", true);
		return operation;
	}

	static ObjectNode delete(String key) {
		ObjectNode operation = JSON.createObjectNode();
		operation.putObject("request_delete_range").put("key", key);
		return operation;
	}

	static ObjectNode get(String key) {
		return JSON.createObjectNode().set("request_range", range(key));
	}

	private static ObjectNode range(String key) {
		return JSON.createObjectNode().put("key", key);
	}

	private static byte[] bytes(ObjectNode request) {
		return JSON.writeValueAsBytes(request);
	}

}
