package io.octostore.chromium;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/**
 * A headless Chromium with a profile of its own. It ends with the test.
 */
public final class Chromium implements AutoCloseable {

	private static final String READY = "DevTools listening on ";

	private static final List<String> PLACES = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser",
			"/usr/bin/google-chrome");

	private final Path profile;

	private final Process process;

	private final DevTools devTools;

	private final Map<String, Page> pages = new ConcurrentHashMap<>();

	private Chromium(Path profile) throws IOException {
		this.profile = profile;
		this.process = new ProcessBuilder(binary(), "--headless=new", "--no-sandbox", "--disable-gpu",
				"--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--lang=en-GB",
				"--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank")
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		this.devTools = new DevTools(URI.create(awaitReady()), this::onEvent);
	}

	private static String binary() {
		return PLACES.stream()
			.filter((place) -> Files.isExecutable(Path.of(place)))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"Chromium is in none of " + PLACES + "; on Debian: apt-get install chromium"));
	}

	/**
	 * Starts a browser.
	 */
	public static Chromium start() {
		try {
			return new Chromium(Files.createTempDirectory("octostore-chromium"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@SuppressWarnings("resource") // closed with the process; what follows is read on
	private String awaitReady() throws IOException {
		BufferedReader lines = new BufferedReader(
				new InputStreamReader(this.process.getErrorStream(), StandardCharsets.UTF_8));
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			if (line.startsWith(READY)) {
				Thread drain = new Thread(() -> lines.lines().forEach((ignored) -> {
				}), "chromium-log");
				drain.setDaemon(true);
				drain.start();
				return line.substring(READY.length()).strip();
			}
		}
		throw new IllegalStateException("Chromium did not start");
	}

	private void onEvent(JsonNode event) {
		JsonNode session = event.get("sessionId");
		Page page = (session != null) ? this.pages.get(session.asString()) : null;
		if (page != null) {
			page.onEvent(event);
		}
	}

	/**
	 * Opens a page and waits until it is loaded.
	 * @param url its address
	 * @param width the width of the window in pixels
	 * @param scheme {@code light} or {@code dark}
	 */
	public Page open(URI url, int width, String scheme) {
		String target = this.devTools.call(null, "Target.createTarget", Map.of("url", "about:blank"))
			.get("targetId")
			.asString();
		String session = this.devTools.call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
			.get("sessionId")
			.asString();
		Page page = new Page(this.devTools, session);
		this.pages.put(session, page);
		page.load(url, width, scheme);
		return page;
	}

	@Override
	public void close() {
		this.devTools.close();
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly();
		try {
			this.process.waitFor(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		try (Stream<Path> files = Files.walk(this.profile)) {
			files.sorted(Comparator.reverseOrder()).forEach((file) -> file.toFile().delete());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
