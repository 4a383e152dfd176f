package io.octostore.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a slow or silent reader of events sees.
 */
class EventStreamTests {

	private final Timeline timeline = new Timeline(new ServerClock(InstantSource.fixed(Instant.EPOCH)));

	private final List<String> ends = new ArrayList<>();

	private final EventStream stream = new EventStream(this.timeline, ":\n\n", () -> this.ends.add("end"));

	private final Reader reader = new Reader();

	@Test
	void endsWhenTheReaderIs128FramesBehind() {
		this.stream.frames().subscribe(this.reader);
		for (int frame = 0; frame < 300; frame++) {
			this.stream.send("frame " + frame);
		}
		assertThat(this.reader.frames).isEmpty();
		this.reader.request(1000);
		assertThat(this.reader.frames).hasSize(128).endsWith("frame 127");
		assertThat(this.reader.completed).isTrue();
		assertThat(this.ends).hasSize(1);
	}

	@Test
	void dropsFramesIfItIsToldTo() {
		this.stream.frames().subscribe(this.reader);
		for (int frame = 0; frame < 300; frame++) {
			this.stream.sendOrDrop("frame " + frame);
		}
		this.reader.request(1000);
		this.stream.sendOrDrop("later");
		assertThat(this.reader.frames).hasSize(129).endsWith("frame 127", "later");
		assertThat(this.reader.completed).isFalse();
	}

	@Test
	void breaksTheSilenceFifteenSecondsAfterTheLastFrame() {
		this.stream.frames().subscribe(this.reader);
		this.reader.request(1000);
		this.timeline.advance(Duration.ofSeconds(10));
		this.stream.send("frame");
		this.timeline.advance(Duration.ofMillis(14_999));
		assertThat(this.reader.frames).containsExactly("frame");
		this.timeline.advance(Duration.ofMillis(1));
		assertThat(this.reader.frames).containsExactly("frame", ":\n\n");
		this.timeline.advance(Duration.ofSeconds(30));
		assertThat(this.reader.frames).hasSize(4);
	}

	@Test
	void isSilentAfterItsEnd() {
		this.stream.frames().subscribe(this.reader);
		this.reader.request(1000);
		this.stream.end();
		this.stream.send("frame");
		this.timeline.advance(Duration.ofMinutes(1));
		assertThat(this.reader.frames).isEmpty();
		assertThat(this.reader.completed).isTrue();
		assertThat(this.timeline.untilNext()).isNull();
	}

	private static final class Reader extends BaseSubscriber<byte[]> {

		private final List<String> frames = new ArrayList<>();

		private boolean completed;

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			// the test asks for frames
		}

		@Override
		protected void hookOnNext(byte[] frame) {
			this.frames.add(new String(frame, StandardCharsets.UTF_8));
		}

		@Override
		protected void hookOnComplete() {
			this.completed = true;
		}

	}

}
