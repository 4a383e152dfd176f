package io.octostore.internal;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Random numbers from the generator of the thread that asks, so that threads do not
 * disturb each other. Thread safe.
 */
public enum ThreadRandom implements RandomGenerator {

	/** The one instance. */
	INSTANCE;

	@Override
	public long nextLong() {
		return ThreadLocalRandom.current().nextLong();
	}

}
