package io.octostore.lock;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.octostore.lease.LeaseEvents;
import io.octostore.lending.Callbacks;
import io.octostore.lock.LockListener.ConfirmEvent;
import io.octostore.lock.LockListener.ConfirmOutcome;

/**
 * Tells listeners on the thread of a caller, or away from the engine's serial context.
 * Thread safe.
 */
final class Listeners implements LeaseEvents {

	private final List<LockListener> all;

	private final Callbacks callbacks;

	Listeners(List<LockListener> all, Callbacks callbacks) {
		this.all = List.copyOf(all);
		this.callbacks = callbacks;
	}

	/**
	 * Tell them on the calling thread.
	 */
	void tell(Consumer<LockListener> event) {
		for (LockListener listener : this.all) {
			Callbacks.guarded(() -> event.accept(listener));
		}
	}

	/**
	 * Tell them on another thread.
	 */
	void tellLater(Consumer<LockListener> event) {
		if (!this.all.isEmpty()) {
			this.callbacks.callLater(() -> tell(event));
		}
	}

	@Override
	public void renewed(Outcome outcome, Duration duration) {
		tellLater((listener) -> listener.leaseRenewed(new ConfirmEvent(outcome(outcome), duration)));
	}

	@Override
	public void keptAlive(Outcome outcome, Duration duration) {
		tellLater((listener) -> listener.sessionKeptAlive(new ConfirmEvent(outcome(outcome), duration)));
	}

	private static ConfirmOutcome outcome(Outcome outcome) {
		return switch (outcome) {
			case CONFIRMED -> ConfirmOutcome.RENEWED;
			case GONE -> ConfirmOutcome.LOST;
			case UNCERTAIN -> ConfirmOutcome.UNCERTAIN;
		};
	}

}
