package io.octostore.chromium;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import tools.jackson.databind.JsonNode;

import static org.awaitility.Awaitility.await;

/**
 * A page in {@link Chromium}.
 */
public final class Page {

	private static final Map<String, String> CODES = Map.of("Escape", "Escape", "Enter", "Enter", "/", "Slash", "?",
			"Slash", "Tab", "Tab");

	private final DevTools devTools;

	private final String session;

	private final List<String> problems = new CopyOnWriteArrayList<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	Page(DevTools devTools, String session) {
		this.devTools = devTools;
		this.session = session;
	}

	void load(URI url, int width, String scheme) {
		call("Runtime.enable", Map.of());
		call("Log.enable", Map.of());
		call("Network.enable", Map.of());
		call("Page.enable", Map.of());
		resize(width, 900);
		call("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
		call("Page.navigate", Map.of("url", url.toString()));
		awaitTrue("document.readyState === 'complete'");
	}

	/**
	 * Changes the size of the window.
	 */
	public void resize(int width, int height) {
		call("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
	}

	void onEvent(JsonNode event) {
		JsonNode parameters = event.get("params");
		switch (event.get("method").asString()) {
			case "Runtime.exceptionThrown" -> this.problems.add(parameters.get("exceptionDetails").toString());
			case "Log.entryAdded" -> this.problems.add(parameters.get("entry").toString());
			case "Runtime.consoleAPICalled" -> this.problems.add(parameters.get("args").toString());
			case "Network.requestWillBeSent" -> this.requests.add(parameters.get("request").get("url").asString());
			default -> {
			}
		}
	}

	private JsonNode call(String method, Map<String, ?> parameters) {
		return this.devTools.call(this.session, method, parameters);
	}

	/**
	 * Evaluates an expression; the result is a string, number or boolean.
	 */
	public String evaluate(String expression) {
		JsonNode result = call("Runtime.evaluate",
				Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
		if (result.has("exceptionDetails")) {
			throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
		}
		JsonNode value = result.get("result").get("value");
		return (value == null) ? "" : value.isString() ? value.asString() : value.toString();
	}

	/**
	 * Waits until an expression is true.
	 */
	public void awaitTrue(String expression) {
		await(expression).pollInterval(Duration.ofMillis(50))
			.atMost(Duration.ofSeconds(20))
			.until(() -> evaluate(expression), "true"::equals);
	}

	/**
	 * What a reader sees of the first element for a selector, spaces folded.
	 */
	public String text(String selector) {
		return evaluate(
				"(document.querySelector(" + quoted(selector) + ")?.innerText ?? '').replace(/\\s+/g, ' ').trim()");
	}

	/**
	 * What a reader sees of all elements for a selector.
	 */
	public List<String> texts(String selector) {
		String joined = evaluate("[...document.querySelectorAll(" + quoted(selector)
				+ ")].map((e) => e.innerText.replace(/\\s+/g, ' ').trim()).join('\\n')");
		return joined.isEmpty() ? List.of() : new ArrayList<>(List.of(joined.split("\n", -1)));
	}

	/**
	 * Clicks on the first element for a selector.
	 */
	public void click(String selector) {
		evaluate("document.querySelector(" + quoted(selector) + ").click()");
	}

	/**
	 * Presses and releases a key.
	 */
	public void press(String key) {
		String code = CODES.getOrDefault(key, "Key" + key.toUpperCase());
		String text = (key.length() == 1) ? key : key.equals("Enter") ? "\r" : "";
		int keyCode = key.equals("Enter") ? 13 : key.equals("Tab") ? 9 : key.equals("Escape") ? 27 : 0;
		call("Input.dispatchKeyEvent", Map.of("type", text.isEmpty() ? "rawKeyDown" : "keyDown", "key", key, "code",
				code, "text", text, "windowsVirtualKeyCode", keyCode));
		call("Input.dispatchKeyEvent",
				Map.of("type", "keyUp", "key", key, "code", code, "windowsVirtualKeyCode", keyCode));
	}

	/**
	 * Types text, one key after the other.
	 */
	public void type(String text) {
		call("Input.insertText", Map.of("text", text));
	}

	/**
	 * Everything that the browser complained of: scripts, policies, requests.
	 */
	public List<String> problems() {
		return this.problems;
	}

	/**
	 * The addresses of all requests of the page.
	 */
	public List<String> requests() {
		return this.requests;
	}

	/**
	 * Writes down what the page looks like, as high as it is.
	 */
	public void screenshot(Path file) {
		int width = Integer.parseInt(evaluate("window.innerWidth"));
		resize(width, Integer.parseInt(evaluate("document.documentElement.scrollHeight")));
		String data = call("Page.captureScreenshot", Map.of("format", "png")).get("data").asString();
		try {
			Files.createDirectories(file.toAbsolutePath().getParent());
			Files.write(file, Base64.getDecoder().decode(data));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String quoted(String text) {
		return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
	}

}
