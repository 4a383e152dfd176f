package io.octostore.faults;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.TestServer;

/**
 * A process that wants a lock, and says on its standard output what it has and when it
 * looked, on the clock that all processes of a machine share.
 */
final class Contender {

	private Contender() {
	}

	/**
	 * Run as a mutant, if there is a name of one.
	 * @param args base URL; how often to acquire; how many milliseconds to hold; name of
	 * a mutant, or nothing
	 */
	public static void main(String[] args) throws Exception {
		if (args[3].isEmpty()) {
			run(args);
			return;
		}
		ClassLoader loader = Mutant.valueOf(args[3]).loader(Contender.class.getClassLoader());
		Method run = Class.forName(Contender.class.getName(), true, loader).getDeclaredMethod("run", String[].class);
		run.setAccessible(true);
		run.invoke(null, (Object) args);
	}

	static void run(String[] args) throws Exception {
		int rounds = Integer.parseInt(args[1]);
		long hold = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[2]));
		try (ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(args[0], TestServer.ALICE);
				OctoStoreLocks locks = OctoStoreLocks.builder(client).sessionTtl(Duration.ofSeconds(10)).build()) {
			say("ready", 0);
			for (int round = 0; round < rounds; round++) {
				HeldLock lock = locks.acquire("lock-1", LockOptions.defaults().withWaitFor(Duration.ofMinutes(5)));
				say("has", lock.fencingToken());
				long end = System.nanoTime() + hold;
				boolean held = true;
				while (held && System.nanoTime() < end) {
					held = lock.isHeld();
					say(held ? "yes" : "no", lock.fencingToken());
					LockSupport.parkNanos(5_000_000);
				}
				lock.close();
			}
		}
	}

	private static synchronized void say(String what, long token) {
		System.out.println(what + " " + token + " " + System.nanoTime());
	}

}
