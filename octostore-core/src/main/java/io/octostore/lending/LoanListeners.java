package io.octostore.lending;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.octostore.Loss;

/**
 * What the users of one loan want to be told, and the body of theirs that a loss stops.
 * Listeners are called on threads of their own. Thread safe.
 */
final class LoanListeners {

	private final Callbacks callbacks;

	/** Guarded by itself. */
	private final List<Consumer<Loss>> ofLoss = new ArrayList<>();

	private final List<Runnable> ofRisk = new CopyOnWriteArrayList<>();

	/** Guarded by {@link #ofLoss} for writing. */
	private volatile @Nullable Loss loss;

	private volatile @Nullable Consumer<Loss> signal;

	LoanListeners(Callbacks callbacks) {
		this.callbacks = callbacks;
	}

	/**
	 * Set what tells the body of a loss, if there is one already at once. Called in the
	 * engine's serial context, perhaps twice.
	 */
	void signal(Consumer<Loss> newSignal) {
		this.signal = newSignal;
		Loss lost = this.loss;
		if (lost != null) {
			newSignal.accept(lost);
		}
	}

	/**
	 * The lock is lost. In the engine's serial context.
	 * @param closed whether listeners are not to be called any more
	 */
	void lost(Loss lost, BooleanSupplier closed) {
		List<Consumer<Loss>> told;
		synchronized (this.ofLoss) {
			this.loss = lost;
			told = List.copyOf(this.ofLoss);
			this.ofLoss.clear();
		}
		Consumer<Loss> body = this.signal;
		if (body != null) {
			body.accept(lost);
		}
		if (!closed.getAsBoolean()) {
			told.forEach((listener) -> this.callbacks.callLater(() -> listener.accept(lost)));
		}
	}

	/**
	 * Call a listener of the loss, once, unless the loan is closed by then.
	 */
	void onLost(Consumer<Loss> listener, BooleanSupplier closed) {
		Loss lost;
		synchronized (this.ofLoss) {
			lost = this.loss;
			if (lost == null) {
				this.ofLoss.add(listener);
				return;
			}
		}
		if (!closed.getAsBoolean()) {
			this.callbacks.callLater(() -> listener.accept(lost));
		}
	}

	/**
	 * The lock is at risk. In the engine's serial context.
	 * @param held whether it is still held when a listener's turn comes
	 */
	void atRisk(BooleanSupplier held) {
		this.ofRisk.forEach((listener) -> this.callbacks.callLater(() -> {
			if (held.getAsBoolean()) {
				listener.run();
			}
		}));
	}

	void onAtRisk(Runnable listener) {
		this.ofRisk.add(listener);
	}

}
