package io.octostore.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * What happens on a server, as a stream of server-sent events for its page: {@code state}
 * whenever something has changed, {@code history} with what happened meanwhile, and a
 * comment where there has been nothing to say for long.
 */
final class ConsoleFeed {

	private static final Duration PERIOD = Duration.ofMillis(250);

	private static final int PERIODS_OF_SILENCE = 40;

	private static final int MAX_HISTORY = 200;

	private final ConsoleView view;

	private final EventJournal events;

	private final Scheduler timer;

	ConsoleFeed(ConsoleView view, EventJournal events, Scheduler timer) {
		this.view = view;
		this.events = events;
		this.timer = timer;
	}

	/**
	 * Opens a stream, which has no end.
	 */
	Flux<byte[]> frames() {
		return Flux.defer(() -> {
			Reader reader = new Reader();
			return Flux.interval(Duration.ZERO, PERIOD, this.timer)
				.onBackpressureDrop()
				.concatMapIterable((tick) -> reader.next());
		});
	}

	private static byte[] frame(String event, Json data) {
		return ("event: " + event + "\ndata: " + new String(data.toBytes(), StandardCharsets.UTF_8) + "\n\n")
			.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Knows what the page at the other end of a stream knows.
	 */
	private final class Reader {

		private @Nullable Object shown;

		private long told;

		private int silence;

		private List<byte[]> next() {
			List<byte[]> frames = new ArrayList<>();
			ConsoleView.Picture picture = ConsoleFeed.this.view.look();
			boolean first = this.shown == null;
			Object substance = ConsoleFeed.this.view.substance(picture);
			if (!substance.equals(this.shown)) {
				this.shown = substance;
				frames.add(frame("state", ConsoleFeed.this.view.describe(picture)));
			}
			long total = ConsoleFeed.this.events.total();
			if (first || total > this.told) {
				frames.add(frame("history", history(first, total)));
				this.told = total;
			}
			this.silence = frames.isEmpty() ? this.silence + 1 : 0;
			if (this.silence == PERIODS_OF_SILENCE) {
				this.silence = 0;
				frames.add(": still here\n\n".getBytes(StandardCharsets.UTF_8));
			}
			return frames;
		}

		private Json history(boolean first, long total) {
			List<RecordedEvent> latest = ConsoleFeed.this.events.after(this.told, MAX_HISTORY);
			List<Json> entries = new ArrayList<>();
			long number = total - latest.size();
			for (RecordedEvent event : latest) {
				entries.add(entry(event, ++number));
			}
			return Json.object().put("reset", first).put("entries", entries);
		}

		private Json entry(RecordedEvent event, long number) {
			return Json.object()
				.put("id", number)
				.put("at", event.time())
				.put("lock", ConsoleView.displayName(event.lock()))
				.put("kind", kind(event.kind()))
				.put("text", text(event));
		}

		private static String kind(RecordedEvent.Kind kind) {
			return switch (kind) {
				case ACQUIRED -> "acquired";
				case REFUSED -> "refused";
				case RELEASED -> "released";
				case EXPIRED -> "expired";
			};
		}

		private static String text(RecordedEvent event) {
			String user = event.user().orElse("a holder without a user");
			String token = event.fencingToken().isPresent() ? ", fencing token " + event.fencingToken().getAsLong()
					: "";
			return switch (event.kind()) {
				case ACQUIRED -> "acquired by " + user + token;
				case REFUSED -> "asked for by " + user + " while it was held or cooling down";
				case RELEASED -> "released by " + user + token;
				case EXPIRED -> "the lease of " + user + " ran out" + token;
			};
		}

	}

}
