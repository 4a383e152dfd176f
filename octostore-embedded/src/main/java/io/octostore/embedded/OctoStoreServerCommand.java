package io.octostore.embedded;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Runs the server as a program of its own, until a signal ends it. The first line on
 * standard output says where it listens.
 *
 * @since 0.1.0
 */
public final class OctoStoreServerCommand {

	private static final int FAILURE = 1;

	private static final int WRONG_USAGE = 64;

	private final PrintStream out;

	private final PrintStream err;

	private final CountDownLatch end;

	OctoStoreServerCommand(PrintStream out, PrintStream err, CountDownLatch end) {
		this.out = out;
		this.err = err;
		this.end = end;
	}

	/**
	 * Runs the server. The exit status is 64 for a wrong option, 1 if the server cannot
	 * start, and 0 otherwise.
	 * @param arguments the options; {@code --help} shows them
	 */
	public static void main(String[] arguments) {
		// The program has no log; without this the log would complain about that.
		System.setProperty("slf4j.internal.verbosity", "ERROR");
		CountDownLatch end = new CountDownLatch(1);
		CompletableFuture<Integer> status = new CompletableFuture<>();
		// A signal is the ordinary end of this program, not a failure of it.
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			end.countDown();
			Runtime.getRuntime().halt(status.join());
		}, "octostore-shutdown"));
		status.complete(new OctoStoreServerCommand(System.out, System.err, end).run(List.of(arguments)));
		System.exit(status.join());
	}

	/**
	 * Runs the server until the end.
	 * @return the exit status
	 */
	int run(List<String> arguments) {
		CommandOptions options;
		try {
			options = CommandOptions.parse(arguments);
		}
		catch (IllegalArgumentException ex) {
			this.err.println("octostore-embedded: " + ex.getMessage());
			return WRONG_USAGE;
		}
		if (options.help()) {
			this.out.print(CommandOptions.USAGE);
			this.out.flush();
			return 0;
		}
		return serve(options.builder());
	}

	private int serve(OctoStoreServerBuilder builder) {
		try (OctoStoreServer server = builder.start()) {
			this.out.println("OctoStore listening on " + server.baseUrl());
			server.consoleUrl().ifPresent((page) -> this.out.println("Page at " + page));
			this.out.flush();
			this.end.await();
			return 0;
		}
		catch (IllegalStateException ex) {
			this.err.println("octostore-embedded: " + ex.getMessage());
			return FAILURE;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return FAILURE;
		}
	}

}
