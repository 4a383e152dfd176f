package io.octostore.etcd;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

import io.octostore.authority.WatchSignal;

/**
 * What happens to the key of a lock, from the moment of a first read on, without a gap.
 * <p>
 * A stream from a member that has stopped, or has lost the others, says nothing at all.
 * So the key is read now and then, too; the stream ends when that read had to go to
 * another member.
 */
final class LockWatch {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Duration CHECK = Duration.ofSeconds(2);

	private final Cluster cluster;

	private final String key;

	private final Call read;

	private final AtomicReference<@Nullable WatchSignal> last = new AtomicReference<>();

	LockWatch(Cluster cluster, Keys keys, String name) {
		this.cluster = cluster;
		this.key = keys.lock(name);
		this.read = new Call(Operation.READ, "A watch of lock '" + name + "'", Requests.read(this.key));
	}

	/**
	 * Watch.
	 * @return hints; ends or fails when there are no more
	 */
	Flux<WatchSignal> signals() {
		return this.cluster.send(this.read, this.cluster.limits(PATIENCE, false))
			.flatMapMany((reply) -> Flux.concat(Flux.just(state(reply)), changes(reply.revision() + 1)))
			.doOnNext(this.last::set);
	}

	private Flux<WatchSignal> changes(long from) {
		Endpoint endpoint = this.cluster.current();
		Call call = new Call(Operation.WATCH, this.read.subject(), Requests.watch(this.key, from));
		Flux<WatchSignal> stream = this.cluster.stream(call, this.cluster.limits(PATIENCE, false))
			.takeWhile((reply) -> !reply.json().path("canceled").asBoolean(false))
			.concatMapIterable((reply) -> reply.json().path("events"))
			.map(LockWatch::signal);
		Flux<WatchSignal> checks = this.cluster.every(CHECK, this.read, PATIENCE)
			.takeWhile((reply) -> this.cluster.current().equals(endpoint))
			.map(LockWatch::state)
			// The stream is late
			.filter((state) -> state == WatchSignal.FREE && this.last.get() != WatchSignal.FREE);
		// Ends with the first of them
		return Flux.merge(stream.materialize(), checks.materialize()).dematerialize();
	}

	private static WatchSignal signal(JsonNode event) {
		return event.path("type").asString("").equals("DELETE") ? WatchSignal.FREE : WatchSignal.HELD;
	}

	private static WatchSignal state(Reply reply) {
		return (reply.found() != null) ? WatchSignal.HELD : WatchSignal.FREE;
	}

}
