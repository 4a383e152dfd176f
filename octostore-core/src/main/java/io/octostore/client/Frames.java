package io.octostore.client;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of watches.
 */
final class Frames {

	private Frames() {
	}

	/**
	 * Read a frame.
	 * @param <T> type of the event
	 * @param data the data of the frame
	 * @param reader makes an event of it, or {@code null} if it has no meaning
	 * @return the event; {@code null} also for a frame that cannot be read, which as a
	 * hint is none
	 */
	static <T> @Nullable T read(String data, Function<JsonObject, @Nullable T> reader) {
		try {
			return reader.apply(JsonObject.read(data.getBytes(StandardCharsets.UTF_8)));
		}
		catch (MalformedAnswerException ex) {
			return null;
		}
	}

}
