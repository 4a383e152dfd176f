package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * Who watches which lock. Guarded by the lock of {@link ServerState}.
 */
final class Watches implements LockEvents.Listener {

	private static final int MAX_NAMES = 16_384;

	private final ServerState state;

	private final Map<String, Set<Watch>> watches = new HashMap<>();

	private long opened;

	Watches(ServerState state) {
		this.state = state;
	}

	/**
	 * Watches a lock or an election, beginning with the first read of its frames.
	 * @param caller the name of the watcher
	 * @param lifetime when the watch ends by itself, {@code null} for never
	 */
	Publisher<byte[]> watch(String name, String caller, String comment, Frames frames, @Nullable Duration lifetime) {
		if (this.watches.size() >= MAX_NAMES && !this.watches.containsKey(name)) {
			throw new RefusedException(Refusal.CAPACITY_EXCEEDED, "Capacity exceeded: too many names are watched", 1);
		}
		return Flux.defer(() -> this.state.atomically(() -> open(name, caller, comment, frames, lifetime)));
	}

	private Publisher<byte[]> open(String name, String caller, String comment, Frames frames,
			@Nullable Duration lifetime) {
		Watch[] self = new Watch[1];
		EventStream stream = new EventStream(this.state.timeline(), comment,
				() -> this.state.run(() -> remove(name, self[0])));
		Watch watch = new Watch(stream, frames, new Open(this.opened++, name, caller, this.state.now()));
		self[0] = watch;
		this.watches.computeIfAbsent(name, (key) -> new LinkedHashSet<>()).add(watch);
		if (lifetime != null) {
			this.state.timeline().at(this.state.now().plus(lifetime), stream::end);
		}
		frames.first(stream, this.state.now());
		return stream.frames();
	}

	@Override
	public void onEvent(LockEvents.Type type, Lease lease, Instant now) {
		for (Watch watch : List.copyOf(this.watches.getOrDefault(lease.name(), Set.of()))) {
			watch.frames().next(watch.stream(), type, lease, now);
		}
	}

	/**
	 * The watches that are open now.
	 */
	List<Open> open() {
		List<Open> open = new ArrayList<>();
		this.watches.forEach((name, watches) -> watches.forEach((watch) -> open.add(watch.open())));
		return open;
	}

	/**
	 * Ends all streams as if their readers had fallen behind.
	 */
	void endAll() {
		List.copyOf(this.watches.values()).forEach((streams) -> List.copyOf(streams).forEach((watch) -> {
			watch.stream().end();
		}));
	}

	private void remove(String name, Watch watch) {
		watch.stream().end();
		Set<Watch> others = this.watches.get(name);
		if (others != null && others.remove(watch) && others.isEmpty()) {
			this.watches.remove(name);
		}
	}

	/**
	 * What the frames of a watch look like.
	 */
	interface Frames {

		/**
		 * Sends the frame with which a watch begins, if there is one.
		 */
		void first(EventStream stream, Instant now);

		/**
		 * Sends the frame for an event.
		 */
		void next(EventStream stream, LockEvents.Type type, Lease lease, Instant now);

	}

	/**
	 * A watch that is open.
	 *
	 * @param id its number
	 * @param name the name of the lock
	 * @param caller the name of the watcher
	 * @param since when it was opened
	 */
	record Open(long id, String name, String caller, Instant since) {

	}

	private record Watch(EventStream stream, Frames frames, Open open) {

	}

}
