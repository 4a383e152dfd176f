package io.octostore.spring.boot.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonWriter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import io.octostore.spring.boot.history.LockHistory;
import io.octostore.spring.boot.history.LockHistoryEntry;
import io.octostore.spring.boot.overview.Overview;
import io.octostore.spring.boot.overview.OverviewSource;

/**
 * Streams news to open pages: {@code state} when something has changed, {@code history}
 * with the events since then, and a comment when there was no news for long. All open
 * pages share the requests to the server, one in two seconds. Thread safe.
 *
 * @since 0.1.0
 */
public final class ConsoleFeed implements AutoCloseable {

	private static final Duration ASK_PERIOD = Duration.ofSeconds(2);

	private static final Duration LOOK_PERIOD = Duration.ofMillis(500);

	private static final int LOOKS_OF_SILENCE = 20;

	private static final int MAX_STREAMS = 32;

	/** As many as the page shows. */
	private static final int MAX_HISTORY = 500;

	private static final JsonWriter<Map<String, ?>> JSON = JsonWriter.standard();

	private final String title;

	private final LockHistory history;

	private final Flux<Overview> overviews;

	private final AtomicInteger streams = new AtomicInteger();

	private final Sinks.Empty<Void> end = Sinks.empty();

	/**
	 * Create a feed. Nothing happens before the page is opened.
	 * @param title title of the page
	 * @param source looks at the locks
	 */
	public ConsoleFeed(String title, OverviewSource source) {
		this.title = title;
		this.history = source.history();
		Flux<Optional<OverviewSource.Answer>> answers = Flux.interval(Duration.ZERO, ASK_PERIOD)
			.onBackpressureDrop()
			.concatMap((tick) -> source.ask())
			.map(Optional::of)
			.startWith(Optional.empty());
		this.overviews = Flux
			.combineLatest(answers, Flux.interval(LOOK_PERIOD).onBackpressureDrop().startWith(0L),
					(answer, tick) -> source.look(answer.orElse(null)))
			.takeUntilOther(this.end.asMono())
			.onBackpressureLatest()
			.replay(1)
			.refCount(1, LOOK_PERIOD);
	}

	/**
	 * Open a stream.
	 * @return the events, without end until this is closed; empty if there are too many
	 * streams already
	 */
	Optional<Flux<ConsoleEvent>> open() {
		if (this.streams.incrementAndGet() > MAX_STREAMS) {
			this.streams.decrementAndGet();
			return Optional.empty();
		}
		Reader reader = new Reader();
		return Optional.of(this.overviews.onBackpressureLatest()
			.concatMapIterable(reader::next, 1)
			.doFinally((signal) -> this.streams.decrementAndGet()));
	}

	/**
	 * End all streams, which would keep a server from stopping.
	 */
	@Override
	public void close() {
		this.end.tryEmitEmpty();
	}

	/**
	 * Knows what the page at the other end of a stream knows.
	 */
	private final class Reader {

		private @Nullable Object shown;

		private long told;

		private int silence;

		private List<ConsoleEvent> next(Overview overview) {
			List<ConsoleEvent> events = new ArrayList<>();
			Object substance = ConsoleState.substance(overview);
			boolean first = this.shown == null;
			if (!substance.equals(this.shown)) {
				this.shown = substance;
				events.add(event("state",
						ConsoleState.describe(ConsoleFeed.this.title, overview, ConsoleFeed.this.history.since())));
			}
			if (first || ConsoleFeed.this.history.latest() > this.told) {
				events.add(event("history", ConsoleState.describe(latest(), first)));
			}
			this.silence = events.isEmpty() ? this.silence + 1 : 0;
			if (this.silence == LOOKS_OF_SILENCE) {
				this.silence = 0;
				events.add(ConsoleEvent.comment("still here"));
			}
			return events;
		}

		/**
		 * What happened since the page was told last, the oldest entry first.
		 */
		private List<LockHistoryEntry> latest() {
			List<LockHistoryEntry> entries = new ArrayList<>();
			ConsoleFeed.this.history.entries()
				.stream()
				.limit(MAX_HISTORY)
				.filter((entry) -> entry.number() > this.told)
				.forEach((entry) -> entries.add(0, entry));
			if (!entries.isEmpty()) {
				this.told = entries.get(entries.size() - 1).number();
			}
			return entries;
		}

		private static ConsoleEvent event(String name, Map<String, ?> data) {
			return new ConsoleEvent(name, JSON.writeToString(data));
		}

	}

}
