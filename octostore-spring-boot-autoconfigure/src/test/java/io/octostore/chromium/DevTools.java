package io.octostore.chromium;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The DevTools protocol over a WebSocket.
 */
final class DevTools implements AutoCloseable {

	private static final long LIMIT_SECONDS = 30;

	private final JsonMapper json = JsonMapper.builder().build();

	private final AtomicInteger ids = new AtomicInteger();

	private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();

	private final Consumer<JsonNode> events;

	private final WebSocket socket;

	DevTools(URI url, Consumer<JsonNode> events) {
		this.events = events;
		this.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(url, new Messages()).join();
	}

	/**
	 * Calls a method and waits for its result.
	 * @param session the session of a page, {@code null} for the browser
	 */
	JsonNode call(@Nullable String session, String method, Map<String, ?> parameters) {
		int id = this.ids.incrementAndGet();
		CompletableFuture<JsonNode> answer = new CompletableFuture<>();
		this.calls.put(id, answer);
		ObjectNode message = this.json.createObjectNode().put("id", id).put("method", method);
		message.set("params", this.json.valueToTree(parameters));
		if (session != null) {
			message.put("sessionId", session);
		}
		try {
			this.socket.sendText(message.toString(), true).get(LIMIT_SECONDS, TimeUnit.SECONDS);
			JsonNode result = answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
			if (result.has("error")) {
				throw new IllegalStateException(method + ": " + result.get("error"));
			}
			return result.get("result");
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			throw new IllegalStateException(method, ex);
		}
	}

	@Override
	public void close() {
		this.socket.abort();
	}

	private void receive(String text) {
		JsonNode message = this.json.readTree(text);
		if (message.has("id")) {
			CompletableFuture<JsonNode> call = this.calls.remove(message.get("id").asInt());
			if (call != null) {
				call.complete(message);
			}
		}
		else {
			this.events.accept(message);
		}
	}

	private final class Messages implements WebSocket.Listener {

		private final StringBuilder received = new StringBuilder();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.received.append(data);
			if (last) {
				receive(this.received.toString());
				this.received.setLength(0);
			}
			socket.request(1);
			return null;
		}

	}

}
