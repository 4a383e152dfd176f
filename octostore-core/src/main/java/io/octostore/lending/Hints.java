package io.octostore.lending;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.octostore.authority.WatchSignal;

/**
 * The watch of one lock, while a caller of this instance waits for it. Serial context
 * only.
 */
final class Hints {

	private final Surroundings around;

	private final String name;

	private final Consumer<WatchSignal> listener;

	private @Nullable RemoteWatch watch;

	private long againAt = Long.MIN_VALUE;

	Hints(Surroundings around, String name, Consumer<WatchSignal> listener) {
		this.around = around;
		this.name = name;
		this.listener = listener;
	}

	/**
	 * Watch what others do.
	 * @return whether there is a watch
	 */
	boolean watch() {
		if (this.watch == null && this.around.now() >= this.againAt) {
			this.watch = RemoteWatch.open(this.around, this.name, this.listener);
		}
		return this.watch != null;
	}

	/**
	 * Whether there is a watch that has said something: only then does it replace
	 * polling.
	 */
	boolean isLive() {
		return this.watch != null && this.watch.isLive();
	}

	/**
	 * The watch has ended.
	 * @return whether it has ever said something
	 */
	boolean ended() {
		boolean wasLive = isLive();
		this.watch = null;
		if (!wasLive) {
			// No use trying again at once: the server has none to give, or is too old
			this.againAt = this.around.now() + WaitTimings.RECONCILE;
		}
		return wasLive;
	}

	void stop() {
		if (this.watch != null) {
			this.watch.close();
			this.watch = null;
		}
	}

}
