package io.octostore.benchmarks.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The commands that {@link JvmProcess} sends to this JVM. When they end, so does this
 * JVM, even in the middle of one, so that it does not outlive the process that started
 * it.
 */
public final class Commands {

	private static final long GRACE_MILLIS = 5000;

	private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

	private Commands() {
	}

	/**
	 * Begins to read the standard input.
	 * @return the commands
	 */
	public static Commands read() {
		Commands commands = new Commands();
		Thread reader = new Thread(commands::readAll, "commands");
		reader.setDaemon(true);
		reader.start();
		return commands;
	}

	private void readAll() {
		try {
			BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			for (String line = input.readLine(); line != null; line = input.readLine()) {
				this.lines.add(Optional.of(line));
			}
			this.lines.add(Optional.empty());
			Thread.sleep(GRACE_MILLIS);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			Runtime.getRuntime().halt(1);
		}
	}

	/**
	 * Waits for the next command.
	 * @return the command, or nothing at the end
	 * @throws InterruptedException if this thread is interrupted meanwhile
	 */
	public Optional<String> next() throws InterruptedException {
		return this.lines.take();
	}

	/**
	 * Answers.
	 * @param line the answer, one line
	 */
	public void answer(String line) {
		byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
		System.out.write(bytes, 0, bytes.length);
		System.out.flush();
	}

}
