package io.octostore.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferWrapper;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.buffer.PooledDataBuffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EventFramesTests {

	private final EventFrames frames = new EventFrames(40);

	private List<String> read(String... pieces) {
		List<String> data = new ArrayList<>();
		for (String piece : pieces) {
			for (byte value : piece.getBytes(StandardCharsets.UTF_8)) {
				read(new byte[] { value }, data);
			}
		}
		assertThat(readWhole(new EventFrames(40), String.join("", pieces))).isEqualTo(data);
		return data;
	}

	private void read(byte[] bytes, List<String> data) {
		this.frames.read(DefaultDataBufferFactory.sharedInstance.wrap(bytes))
			.forEach((frame) -> data.add(new String(frame, StandardCharsets.UTF_8)));
	}

	private static List<String> readWhole(EventFrames frames, String stream) {
		return frames.read(DefaultDataBufferFactory.sharedInstance.wrap(stream.getBytes(StandardCharsets.UTF_8)))
			.stream()
			.map((frame) -> new String(frame, StandardCharsets.UTF_8))
			.toList();
	}

	@Test
	void aFrameIsCompleteWithAnEmptyLine() {
		assertThat(read("data: {\"a\":1}\n")).isEmpty();
		assertThat(this.frames.read(DefaultDataBufferFactory.sharedInstance.wrap(new byte[] { '\n' }))).hasSize(1);
	}

	@Test
	void framesMayComeInOnePieceOrByteForByte() {
		assertThat(read("data: {\"a\":1}\n\n", "data:é\n\n")).containsExactly("{\"a\":1}", "é");
	}

	@Test
	void carriageReturnsBelongToTheEndsOfLines() {
		assertThat(read("data: one\r\n\r\ndata: two\r\n\r\n")).containsExactly("one", "two");
	}

	@Test
	void linesOfDataAreJoined() {
		assertThat(read("data: one\ndata:  two\n\n")).containsExactly("one\n two");
	}

	@Test
	void commentsAndOtherFieldsSayNothing() {
		assertThat(read(":\n\n", "event: state\nid: 7\ndata: x\n\n", "retry: 1000\n\n")).containsExactly("x");
	}

	@Test
	void aFieldWithoutValueIsData() {
		assertThat(read("data:\n\n", "data:\r\n\r\n")).containsExactly("", "");
	}

	@Test
	void aFrameIsLimitedWhetherOrNotItsLineEnds() {
		String tooLong = ":" + "x".repeat(40);
		assertThatExceptionOfType(DataBufferLimitException.class).isThrownBy(() -> read(tooLong));
		String manyLines = ":\n".repeat(21);
		assertThatExceptionOfType(DataBufferLimitException.class)
			.isThrownBy(() -> readWhole(new EventFrames(40), manyLines));
	}

	@Test
	void theLimitIsOfOneFrame() {
		assertThat(read("data: 0123456789\n\n".repeat(5))).hasSize(5);
	}

	@Test
	void aBufferIsReleasedAlsoWhenItsFrameIsTooLarge() {
		PooledBuffer buffer = new PooledBuffer("x".repeat(50));
		assertThatExceptionOfType(DataBufferLimitException.class).isThrownBy(() -> this.frames.read(buffer));
		assertThat(buffer.isAllocated()).isFalse();
	}

	private static final class PooledBuffer extends DataBufferWrapper implements PooledDataBuffer {

		private boolean allocated = true;

		PooledBuffer(String text) {
			super(DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8)));
		}

		@Override
		public boolean isAllocated() {
			return this.allocated;
		}

		@Override
		public PooledDataBuffer retain() {
			return this;
		}

		@Override
		public PooledDataBuffer touch(Object hint) {
			return this;
		}

		@Override
		public boolean release() {
			this.allocated = false;
			return true;
		}

	}

}
