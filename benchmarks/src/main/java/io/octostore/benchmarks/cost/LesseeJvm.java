package io.octostore.benchmarks.cost;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.octostore.benchmarks.support.Commands;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.OctoStoreLocksBuilder;

/**
 * A JVM that holds locks. {@code hold <n>} acquires that many, {@code release} gives all
 * back, {@code contend <n>} lets that many threads take turns with one lock,
 * {@code histogram} answers with the live objects by class, {@code threads} with the
 * names of the threads.
 */
final class LesseeJvm {

	/** How often the first lock of a JVM, which loads hundreds of classes, is tried. */
	private static final int FIRST_ATTEMPTS = 10;

	private final List<HeldLock> held = new ArrayList<>();

	private final OctoStoreLocks locks;

	private LesseeJvm(OctoStoreLocks locks) {
		this.locks = locks;
	}

	/**
	 * Runs.
	 * @param args URL of the server, TTLs of session and locks in seconds, and the tokens
	 * @throws Exception if a lock is not acquired
	 */
	public static void main(String[] args) throws Exception {
		List<String> tokens = Arrays.asList(args).subList(3, args.length);
		try (ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(URI.create(args[0]).toString(),
				tokens.get(0))) {
			OctoStoreLocksBuilder builder = OctoStoreLocks.builder(client)
				.sessionTtl(Duration.ofSeconds(Long.parseLong(args[1])))
				.defaults(LockOptions.ofTtl(Duration.ofSeconds(Long.parseLong(args[2]))));
			tokens.subList(1, tokens.size()).forEach((token) -> builder.alsoThrough(client.withToken(token)));
			try (OctoStoreLocks locks = builder.build()) {
				new LesseeJvm(locks).serve();
			}
		}
	}

	private void serve() throws Exception {
		Commands commands = Commands.read();
		for (Optional<String> command = commands.next(); command.isPresent(); command = commands.next()) {
			String[] fields = command.get().split(" ", 2);
			commands.answer(switch (fields[0]) {
				case "hold" -> hold(Integer.parseInt(fields[1]));
				case "release" -> release();
				case "contend" -> contend(Integer.parseInt(fields[1]));
				case "histogram" -> histogram();
				case "threads" -> threads();
				default -> throw new IllegalArgumentException(command.get());
			});
		}
	}

	private String hold(int count) throws InterruptedException {
		while (this.held.size() < count) {
			this.held.add(acquire("bench-" + this.held.size()));
		}
		return Integer.toString(this.held.size());
	}

	private HeldLock acquire(String name) throws InterruptedException {
		for (int attempt = 1;; attempt++) {
			try {
				return this.locks.acquire(name, LockOptions.defaults().withWaitFor(Duration.ofMinutes(1)));
			}
			catch (RuntimeException ex) {
				if (attempt == FIRST_ATTEMPTS || !this.held.isEmpty()) {
					throw ex;
				}
			}
		}
	}

	private String release() {
		this.held.forEach(HeldLock::close);
		this.held.clear();
		return "released";
	}

	/**
	 * All want the lock while this thread has it, so that all wait.
	 */
	private String contend(int callers) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(callers);
		try {
			List<Future<?>> turns = new ArrayList<>();
			try (HeldLock first = acquire("contended")) {
				for (int caller = 0; caller < callers; caller++) {
					turns.add(threads.submit(() -> {
						acquire("contended").close();
						return first.name();
					}));
				}
				while (((LocksControl) this.locks).activity().waiting() < callers) {
					Thread.sleep(1);
				}
			}
			for (Future<?> turn : turns) {
				turn.get();
			}
			return Integer.toString(callers + 1);
		}
		finally {
			threads.shutdownNow();
		}
	}

	/**
	 * The virtual machine collects garbage before it counts.
	 */
	private static String histogram() throws Exception {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		Object answer = server.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
				new Object[] { new String[0] }, new String[] { String[].class.getName() });
		return answer.toString().replace('\n', '\t');
	}

	private static String threads() {
		return String.join(";", Thread.getAllStackTraces().keySet().stream().map(Thread::getName).sorted().toList());
	}

}
