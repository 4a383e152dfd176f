package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
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

	Watches(ServerState state) {
		this.state = state;
	}

	/**
	 * Watches a lock or an election, beginning with the first read of its frames.
	 */
	Publisher<byte[]> watch(String name, String comment, Frames frames) {
		return watch(name, comment, frames, null);
	}

	/**
	 * Watches a lock or an election for a limited time.
	 */
	Publisher<byte[]> watch(String name, String comment, Frames frames, @Nullable Duration lifetime) {
		if (this.watches.size() >= MAX_NAMES && !this.watches.containsKey(name)) {
			throw new RefusedException(Refusal.CAPACITY_EXCEEDED, "Capacity exceeded: too many names are watched", 1);
		}
		return Flux.defer(() -> this.state.atomically(() -> open(name, comment, frames, lifetime)));
	}

	private Publisher<byte[]> open(String name, String comment, Frames frames, @Nullable Duration lifetime) {
		Watch[] self = new Watch[1];
		EventStream stream = new EventStream(this.state.timeline(), comment,
				() -> this.state.run(() -> remove(name, self[0])));
		Watch watch = new Watch(stream, frames);
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

	private record Watch(EventStream stream, Frames frames) {

	}

}
