package io.octostore.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures how long it takes to acquire and release a lock that nobody else wants, and
 * what that costs the client. The contenders take turns, so that whatever changes on the
 * machine meanwhile befalls all of them.
 */
final class UncontendedLocks {

	private static final Duration WARM_UP = Duration.ofSeconds(20);

	private final Settings settings;

	private final List<ContenderProcess> contenders;

	private final ForeignLoad foreignLoad;

	private UncontendedLocks(Settings settings, ServerProcess server, List<ContenderProcess> contenders) {
		this.settings = settings;
		this.contenders = contenders;
		this.foreignLoad = new ForeignLoad(Stream
			.concat(Stream.of(server.handle(), ProcessHandle.current()),
					contenders.stream().map(ContenderProcess::handle))
			.toList());
	}

	/**
	 * Runs.
	 * @param args none; see {@link Settings}
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		Processes.endWithParent();
		Settings settings = Settings.fromSystemProperties();
		List<ContenderProcess> contenders = new ArrayList<>();
		try (ServerProcess server = new ServerProcess(settings.binary())) {
			Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
			try {
				for (Contender contender : Contender.values()) {
					contenders.add(new ContenderProcess(contender, server.baseUrl(), settings.jvmOptions()));
				}
				String report = new UncontendedLocks(settings, server, contenders).measure();
				Files.writeString(settings.report(), report);
				System.out.println(report);
			}
			finally {
				for (ContenderProcess contender : contenders) {
					contender.close();
				}
			}
		}
	}

	private static void close(ServerProcess server) {
		try {
			server.close();
		}
		catch (IOException ex) {
			progress("The server's files could not be deleted: %s", ex);
		}
	}

	private String measure() throws IOException, InterruptedException {
		progress("Warming up");
		for (ContenderProcess contender : this.contenders) {
			contender.run(8, WARM_UP);
			contender.run(1, WARM_UP.dividedBy(2));
		}
		Report report = new Report(this.settings);
		for (int callers : this.settings.callers()) {
			report.add(measure(callers));
		}
		return report.toMarkdown();
	}

	private Rounds measure(int callers) throws IOException, InterruptedException {
		Rounds rounds = new Rounds(callers, this.settings.foreignLoad());
		Instant deadline = Instant.now().plus(this.settings.patience());
		while (rounds.kept().size() < this.settings.rounds() && Instant.now().isBefore(deadline)) {
			this.foreignLoad.awaitBelow(this.settings.foreignLoad(), deadline);
			Round round = round(callers, rounds.count());
			rounds.add(round);
			progress("callers %d, round %d: others used %.0f %% of the processors, %d rounds kept", callers,
					rounds.count(), round.foreignLoad() * 100, rounds.kept().size());
		}
		return rounds;
	}

	private Round round(int callers, int number) throws IOException {
		List<ContenderProcess> order = new ArrayList<>(this.contenders);
		Collections.rotate(order, number);
		Map<Contender, Sample> samples = new EnumMap<>(Contender.class);
		double foreign = 0;
		for (ContenderProcess contender : order) {
			this.foreignLoad.begin();
			samples.put(contender.contender(), contender.run(callers, this.settings.run()));
			foreign = Math.max(foreign, this.foreignLoad.end());
		}
		return new Round(samples, foreign);
	}

	private static void progress(String format, Object... args) {
		System.err.printf(format + "%n", args);
	}

}
