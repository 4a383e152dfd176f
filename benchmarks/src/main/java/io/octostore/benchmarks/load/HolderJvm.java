package io.octostore.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.octostore.benchmarks.support.Commands;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;

/**
 * A JVM that holds locks with default settings. {@code hold <n>} acquires that many,
 * {@code report} answers with the {@link Holding}.
 */
final class HolderJvm {

	private HolderJvm() {
	}

	/**
	 * Runs.
	 * @param args URL of the server, token
	 * @throws Exception if a lock is not acquired
	 */
	public static void main(String[] args) throws Exception {
		Confirmations confirmations = new Confirmations();
		List<HeldLock> held = new ArrayList<>();
		Commands commands = Commands.read();
		try (ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(args[0], args[1]);
				OctoStoreLocks locks = OctoStoreLocks.builder(client).listener(confirmations).build()) {
			for (Optional<String> command = commands.next(); command.isPresent(); command = commands.next()) {
				if (command.get().equals("report")) {
					int stillHeld = (int) held.stream().filter(HeldLock::isHeld).count();
					commands.answer(confirmations.holding(held.size(), stillHeld).format());
				}
				else {
					hold(locks, Integer.parseInt(command.get().substring("hold ".length())), held);
					commands.answer("held");
				}
			}
			held.forEach(HeldLock::close);
		}
	}

	private static void hold(OctoStoreLocks locks, int count, List<HeldLock> held) throws InterruptedException {
		while (held.size() < count) {
			held.add(locks.acquire("held-" + held.size(), LockOptions.defaults().withWaitFor(Duration.ofSeconds(30))));
		}
	}

}
