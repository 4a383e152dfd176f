package io.octostore.lending;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.octostore.authority.LockAuthority;
import io.octostore.authority.WatchSignal;
import io.octostore.lease.LeaseScheduler.Cancellable;

/**
 * One watch of one lock, counted against the budget of the instance and replaced after
 * some time. Serial context only.
 */
final class RemoteWatch {

	/**
	 * Age at which a stream is given up, +-20 %: a server that is being stopped waits for
	 * open streams.
	 */
	private static final Duration MAX_AGE = Duration.ofMinutes(1);

	private final WatchBudget budget;

	private final Consumer<WatchSignal> listener;

	private LockAuthority.@Nullable Watch stream;

	private @Nullable Cancellable age;

	private boolean live;

	private boolean ended;

	private RemoteWatch(WatchBudget budget, Consumer<WatchSignal> listener) {
		this.budget = budget;
		this.listener = listener;
	}

	/**
	 * Open a watch.
	 * @return the watch, or {@code null} if there is none to be had
	 */
	static @Nullable RemoteWatch open(Surroundings around, String name, Consumer<WatchSignal> listener) {
		RemoteWatch watch = new RemoteWatch(around.watches(), listener);
		if (!around.authority().traits().watch() || !around.watches().opens(watch)) {
			return null;
		}
		double spread = 0.8 + 0.4 * around.random().nextDouble();
		watch.age = around.schedule(watch::end, Duration.ofNanos((long) (MAX_AGE.toNanos() * spread)));
		watch.stream = around.authority()
			.watch(name, (signal) -> around.keeper().execute(() -> watch.signalled(signal)));
		return watch;
	}

	private void signalled(WatchSignal signal) {
		if (this.ended) {
			return;
		}
		if (signal == WatchSignal.ENDED) {
			end();
			return;
		}
		this.live = true;
		this.listener.accept(signal);
	}

	/**
	 * Whether the stream has said something: only then does it replace polling.
	 */
	boolean isLive() {
		return this.live;
	}

	/**
	 * Give the stream up and say so.
	 */
	void end() {
		if (!this.ended) {
			close();
			this.listener.accept(WatchSignal.ENDED);
		}
	}

	/**
	 * Give the stream up.
	 */
	void close() {
		this.ended = true;
		this.budget.closed(this);
		if (this.age != null) {
			this.age.cancel();
		}
		if (this.stream != null) {
			this.stream.close();
		}
	}

}
