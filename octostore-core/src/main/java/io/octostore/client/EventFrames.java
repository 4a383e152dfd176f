package io.octostore.client;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Takes a stream of server-sent events apart. Only the data of a frame matters here;
 * comments and other fields are read over. Not thread safe.
 */
final class EventFrames {

	private static final byte[] DATA = { 'd', 'a', 't', 'a', ':' };

	private final int limit;

	private final Bytes line = new Bytes();

	private final Bytes data = new Bytes();

	private boolean hasData;

	/** Bytes of the frame so far, whatever they mean. */
	private int size;

	EventFrames(int limit) {
		this.limit = limit;
	}

	/**
	 * Read on.
	 * @param buffer the next piece of the stream; released
	 * @return the data of the frames that are complete now
	 * @throws DataBufferLimitException if a frame is too large
	 */
	List<byte[]> read(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		List<byte[]> complete = new ArrayList<>();
		for (byte next : bytes) {
			if (++this.size > this.limit) {
				throw new DataBufferLimitException("More than " + this.limit + " bytes in a frame");
			}
			if (next != '\n') {
				this.line.write(next);
			}
			else if (this.line.isBlank()) {
				endFrame(complete);
			}
			else {
				endLine();
			}
		}
		return complete;
	}

	private void endFrame(List<byte[]> complete) {
		if (this.hasData) {
			complete.add(this.data.toByteArray());
		}
		this.line.reset();
		this.data.reset();
		this.hasData = false;
		this.size = 0;
	}

	private void endLine() {
		if (this.line.startsWith(DATA)) {
			if (this.hasData) {
				this.data.write('\n');
			}
			this.hasData = true;
			this.line.appendTo(this.data, DATA.length);
		}
		this.line.reset();
	}

	/**
	 * A line without its end, or several.
	 */
	private static final class Bytes extends ByteArrayOutputStream {

		boolean isBlank() {
			return this.count == 0 || (this.count == 1 && this.buf[0] == '\r');
		}

		boolean startsWith(byte[] start) {
			for (int index = 0; index < start.length; index++) {
				if (index >= this.count || this.buf[index] != start[index]) {
					return false;
				}
			}
			return true;
		}

		/**
		 * Append the value of a field: one space before it and a carriage return after it
		 * do not belong to it.
		 */
		void appendTo(Bytes target, int offset) {
			int from = (offset < this.count && this.buf[offset] == ' ') ? offset + 1 : offset;
			int to = (this.buf[this.count - 1] == '\r') ? this.count - 1 : this.count;
			target.write(this.buf, from, to - from);
		}

	}

}
