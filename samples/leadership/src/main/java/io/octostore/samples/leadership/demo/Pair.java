package io.octostore.samples.leadership.demo;

import java.net.URI;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Two instances with one token.
 */
final class Pair implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final Instance first;

	private final Instance second;

	Pair(URI server, String token, Consumer<String> printer) {
		this.first = Instance.start("A", server, token, printer);
		this.second = Instance.start("B", server, token, printer);
	}

	/**
	 * Wait until one leads and the other one has skipped its work.
	 */
	Instance awaitLeader() throws InterruptedException {
		await(() -> (leads(this.first) && this.second.said("Skipped"))
				|| (leads(this.second) && this.first.said("Skipped")));
		return leads(this.first) ? this.first : this.second;
	}

	/**
	 * Wait until the other one leads.
	 */
	Instance awaitTakeover(Instance from) throws InterruptedException {
		Instance other = other(from);
		await(() -> leads(other));
		return other;
	}

	Instance other(Instance one) {
		return (one == this.first) ? this.second : this.first;
	}

	private static boolean leads(Instance instance) {
		return instance.lastToken().isPresent();
	}

	private static void await(BooleanSupplier condition) throws InterruptedException {
		long end = System.nanoTime() + LIMIT.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end) {
				throw new IllegalStateException("No instance leads after " + LIMIT.toSeconds() + " s");
			}
			Thread.sleep(20);
		}
	}

	@Override
	public void close() {
		this.first.close();
		this.second.close();
	}

}
