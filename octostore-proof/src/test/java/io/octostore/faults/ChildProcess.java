package io.octostore.faults;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A process of a test that plays one of the {@link ProcessRole}s and writes a
 * {@link Journal}. It is the mutant if the test that starts it runs against one.
 */
final class ChildProcess {

	/** For a process to start or to end, on a machine that has much else to do. */
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final String name;

	private final Process process;

	private final BufferedWriter input;

	private final List<Line> lines = new CopyOnWriteArrayList<>();

	private ChildProcess(String name, Process process) {
		this.name = name;
		this.process = process;
		this.input = process.outputWriter(StandardCharsets.UTF_8);
		Thread reader = new Thread(this::read, name);
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Start a process and wait until it is ready.
	 * @param name its name in the history
	 * @param options of its JVM
	 * @param mutant what it is, or {@code null} for what the test runs against
	 * @param arguments its role, the server's URL, and what the role needs
	 */
	static ChildProcess start(String name, List<String> options, @Nullable Mutant mutant, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC"));
		command.addAll(options);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), ProcessRole.class.getName(),
				(mutant != null) ? mutant.name() : ownMutant()));
		command.addAll(Arrays.asList(arguments));
		long before = System.nanoTime();
		ChildProcess child;
		try {
			child = new ChildProcess(name, new ProcessBuilder(command).redirectErrorStream(true).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		child.awaitLine("ready");
		// All that follows rests on one clock for all processes
		assertThat(child.first("ready").time()).isBetween(before, System.nanoTime());
		return child;
	}

	private static String ownMutant() {
		String loader = ChildProcess.class.getClassLoader().getName();
		return Arrays.stream(Mutant.values())
			.map(Mutant::name)
			.filter((one) -> one.equals(loader))
			.findAny()
			.orElse("");
	}

	private void read() {
		try (BufferedReader reader = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				String[] words = line.split(" ");
				if (words.length >= 3 && words[0].equals("#")) {
					this.lines.add(new Line(this.name, words[1], Long.parseLong(words[2]),
							List.of(words).subList(3, words.length)));
					if (words[1].equals(ProcessRole.MISFIT)) {
						MutantLoader.report(new MutantMisfitException("The mutant does not fit in " + this.name));
					}
				}
				else {
					this.lines.add(new Line(this.name, line, System.nanoTime(), List.of()));
				}
			}
		}
		catch (IOException ex) {
			// The process has ended
		}
	}

	List<Line> lines() {
		return this.lines;
	}

	List<Line> all(String what) {
		return this.lines.stream().filter((line) -> line.what().equals(what)).toList();
	}

	Line first(String what) {
		return all(what).get(0);
	}

	boolean has(String what) {
		return this.lines.stream().anyMatch((line) -> line.what().equals(what));
	}

	boolean hasSince(String what, long time) {
		return this.lines.stream().anyMatch((line) -> line.time() > time && line.what().equals(what));
	}

	void awaitLine(String what) {
		await().atMost(PATIENCE).until(() -> {
			if (!this.process.isAlive() && !has(what)) {
				throw new AssertionError(this.name + " has ended without '" + what + "': " + this.lines);
			}
			return has(what);
		});
	}

	/**
	 * Tell it something on its standard input.
	 */
	void tell(String what) {
		try {
			this.input.write(what);
			this.input.newLine();
			this.input.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Wait until it has ended by itself, without an error.
	 */
	void awaitEnd() throws InterruptedException {
		assertThat(this.process.waitFor(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS)).as("%s ends", this.name).isTrue();
		assertThat(this.process.exitValue()).as("status of %s, which said %s", this.name, this.lines).isZero();
	}

	void signal(String signal) throws Exception {
		Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(this.process.pid())).start();
		assertThat(kill.waitFor()).isZero();
	}

	void destroy() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	/**
	 * One entry of a journal.
	 *
	 * @param client whose it is
	 * @param what what happened
	 * @param time when
	 * @param words details
	 */
	record Line(String client, String what, long time, List<String> words) {

		String word(int index) {
			return this.words.get(index);
		}

		long number(int index) {
			return Long.parseLong(word(index));
		}

		/**
		 * Something that has this name in this process.
		 */
		String key(int... indexes) {
			StringBuilder key = new StringBuilder(this.client);
			for (int index : indexes) {
				key.append('/').append(word(index));
			}
			return key.toString();
		}

	}

}
