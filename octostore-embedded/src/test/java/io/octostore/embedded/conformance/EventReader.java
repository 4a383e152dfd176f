package io.octostore.embedded.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a stream of events line by line.
 */
public final class EventReader implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String END = "end of stream";

	private final HttpResponse<InputStream> response;

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	EventReader(HttpResponse<InputStream> response) {
		this.response = response;
		Thread reader = new Thread(this::read, "event-reader");
		reader.setDaemon(true);
		reader.start();
	}

	private void read() {
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(this.response.body(), StandardCharsets.UTF_8))) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				this.lines.add(line);
			}
		}
		catch (IOException ex) {
			// the test closed the stream or the server cut it: over in any case
		}
		this.lines.add(END);
	}

	public HttpResponse<InputStream> response() {
		return this.response;
	}

	/**
	 * The lines up to the next empty one.
	 */
	public List<String> frame() {
		List<String> frame = new ArrayList<>();
		for (String line = line(); !line.isEmpty(); line = line()) {
			if (line.equals(END)) {
				throw new IllegalStateException("the stream ended");
			}
			frame.add(line);
		}
		return frame;
	}

	/**
	 * The data of the next frame, which has one line of it.
	 */
	public JsonNode data() {
		List<String> data = frame().stream().filter((line) -> line.startsWith("data: ")).toList();
		if (data.size() != 1) {
			throw new IllegalStateException("a frame has " + data.size() + " lines of data");
		}
		return JSON.readTree(data.get(0).substring("data: ".length()));
	}

	/**
	 * Waits for the end of the stream, skipping frames.
	 * @return how many lines were skipped
	 */
	public int skipToEnd() {
		int skipped = 0;
		while (!line().equals(END)) {
			skipped++;
		}
		return skipped;
	}

	private String line() {
		try {
			String line = this.lines.poll(20, TimeUnit.SECONDS);
			if (line == null) {
				throw new IllegalStateException("no line arrived within 20 s");
			}
			return line;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.response.body().close();
	}

}
