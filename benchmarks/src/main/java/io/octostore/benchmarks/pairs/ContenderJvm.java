package io.octostore.benchmarks.pairs;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.octostore.benchmarks.support.Commands;

/**
 * The JVM of one contender. Each line on standard input,
 * {@code <callers> <milliseconds>}, is a run, answered by a line with its {@link Sample}.
 * Ends with its input, so that it does not outlive the process that started it.
 */
final class ContenderJvm {

	private static final int FIRST_ATTEMPTS = 10;

	private ContenderJvm() {
	}

	/**
	 * Runs.
	 * @param args name of the {@link Contender}, URL of the server
	 * @throws Exception if a pair fails
	 */
	public static void main(String[] args) throws Exception {
		try (LockPair pair = Contender.valueOf(args[0]).connect(URI.create(args[1]))) {
			loadClasses(pair);
			serve(new Load(pair));
		}
	}

	/**
	 * The first exchange of a JVM loads hundreds of classes, for which a busy machine may
	 * need more time than a call has.
	 */
	private static void loadClasses(LockPair pair) throws Exception {
		for (int attempt = 1;; attempt++) {
			try {
				pair.run("warm-up");
				return;
			}
			catch (Exception ex) {
				if (attempt == FIRST_ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private static void serve(Load load) throws Exception {
		Commands commands = Commands.read();
		for (Optional<String> command = commands.next(); command.isPresent(); command = commands.next()) {
			String[] fields = command.get().split(" ", 2);
			Sample sample = load.run(Integer.parseInt(fields[0]), Duration.ofMillis(Long.parseLong(fields[1])));
			commands.answer(sample.format());
		}
	}

}
