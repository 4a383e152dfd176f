package io.octostore.embedded;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * What happens to the body of an answer on its way.
 */
@FunctionalInterface
interface Distortion {

	/** Nothing happens to it. */
	Distortion NONE = (body) -> body;

	/**
	 * What the client gets instead.
	 */
	Publisher<byte[]> of(Publisher<byte[]> body);

	/**
	 * The body comes later than the headers.
	 */
	static Distortion delay(Duration delay, Scheduler timer) {
		return (body) -> Flux.from(body).delaySubscription(delay, timer);
	}

	/**
	 * The body comes byte by byte.
	 */
	static Distortion trickle(Duration interval, Scheduler timer) {
		return (body) -> Flux.from(body).concatMap(Distortion::bytes).delayElements(interval, timer);
	}

	/**
	 * The connection is closed in the middle of the body.
	 */
	static Distortion truncate(Call call) {
		return (body) -> Flux.from(body).map(Distortion::firstHalf).concatWith(call.close().cast(byte[].class));
	}

	private static Flux<byte[]> bytes(byte[] part) {
		return Flux.fromStream(IntStream.range(0, part.length).mapToObj((index) -> new byte[] { part[index] }));
	}

	private static byte[] firstHalf(byte[] part) {
		return Arrays.copyOf(part, part.length / 2);
	}

}
