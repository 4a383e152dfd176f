package io.octostore.benchmarks.handoff;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.octostore.benchmarks.peers.Contender;
import io.octostore.benchmarks.peers.WaitingLock;
import io.octostore.benchmarks.support.Commands;

/**
 * One of the two JVMs of a contender. {@code hold} acquires the lock and keeps it until
 * the next command, {@code <milliseconds>}, and that time later; {@code wait} waits for
 * the lock and releases it at once. Both are answered by a line before and a
 * {@link Stamp} after. {@code warm-up <milliseconds>} acquires and releases as often as
 * it can.
 */
final class HandOffJvm {

	private static final String WARM_UP = "warm-up ";

	private static final Duration WAIT_LIMIT = Duration.ofSeconds(30);

	private final Commands commands = Commands.read();

	private final WaitingLock lock;

	private Stamp stamp = Stamp.now();

	private HandOffJvm(WaitingLock lock) {
		this.lock = lock;
	}

	/**
	 * Runs.
	 * @param args name of the {@link Contender}, the {@link Role}, address of the store
	 * @throws Exception if the lock does not work
	 */
	public static void main(String[] args) throws Exception {
		int user = Role.valueOf(args[1]).user();
		try (WaitingLock lock = Contender.valueOf(args[0]).connect(args[2], user)) {
			new HandOffJvm(lock).serve();
		}
	}

	private void serve() throws Exception {
		for (Optional<String> command = this.commands.next(); command.isPresent(); command = this.commands.next()) {
			if (command.get().startsWith(WARM_UP)) {
				warmUp(Long.parseLong(command.get().substring(WARM_UP.length())));
			}
			else if (command.get().equals("hold")) {
				run(this::hold);
			}
			else {
				this.commands.answer("waiting");
				run(() -> this.stamp = Stamp.now());
			}
			this.commands.answer(this.stamp.format());
		}
	}

	private void warmUp(long millis) throws Exception {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		while (System.nanoTime() < end) {
			run(() -> this.stamp = Stamp.now());
		}
	}

	private void run(WaitingLock.Body body) throws Exception {
		if (!this.lock.run("hand-off", WAIT_LIMIT, body)) {
			throw new IllegalStateException("The lock was not acquired within " + WAIT_LIMIT.toSeconds() + " s");
		}
	}

	private void hold() throws InterruptedException {
		this.commands.answer("held");
		String millis = this.commands.next().orElse("0");
		Thread.sleep(Long.parseLong(millis));
		this.stamp = Stamp.now();
	}

}
