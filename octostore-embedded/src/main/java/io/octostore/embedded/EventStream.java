package io.octostore.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/**
 * One stream of server-sent events. It ends when its reader falls too far behind; what
 * was in the backlog by then still arrives. Guarded by the lock of {@link ServerState}.
 */
final class EventStream {

	private static final int MAX_BACKLOG = 128;

	private static final Duration SILENCE = Duration.ofSeconds(15);

	private final Timeline timeline;

	private final byte[] comment;

	private final Sinks.Many<byte[]> sink;

	private Instant lastFrameAt;

	private Timeline.Task keepAlive;

	private boolean over;

	/**
	 * Opens a stream.
	 * @param timeline when to break the silence
	 * @param comment the frame that breaks the silence
	 * @param onEnd called once the reader has gone or has got the last frame; not under
	 * the lock
	 */
	EventStream(Timeline timeline, String comment, Runnable onEnd) {
		this.timeline = timeline;
		this.comment = comment.getBytes(StandardCharsets.UTF_8);
		this.sink = Sinks.many().unicast().onBackpressureBuffer(Queues.<byte[]>get(MAX_BACKLOG).get(), onEnd::run);
		this.lastFrameAt = timeline.now();
		this.keepAlive = timeline.at(this.lastFrameAt.plus(SILENCE), this::breakSilence);
	}

	Publisher<byte[]> frames() {
		return this.sink.asFlux();
	}

	void send(String frame) {
		send(frame.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Sends a frame unless the reader has fallen behind; the stream goes on.
	 */
	void sendOrDrop(String frame) {
		if (!this.over) {
			this.lastFrameAt = this.timeline.now();
			this.sink.tryEmitNext(frame.getBytes(StandardCharsets.UTF_8));
		}
	}

	/**
	 * Ends the stream after the frames so far.
	 */
	void end() {
		if (!this.over) {
			this.over = true;
			this.keepAlive.cancel();
			this.sink.tryEmitComplete();
		}
	}

	private void send(byte[] frame) {
		this.lastFrameAt = this.timeline.now();
		if (!this.over && this.sink.tryEmitNext(frame) == Sinks.EmitResult.FAIL_OVERFLOW) {
			end();
		}
	}

	private void breakSilence() {
		if (!this.timeline.now().isBefore(this.lastFrameAt.plus(SILENCE))) {
			send(this.comment);
		}
		if (!this.over) {
			this.keepAlive = this.timeline.at(this.lastFrameAt.plus(SILENCE), this::breakSilence);
		}
	}

}
