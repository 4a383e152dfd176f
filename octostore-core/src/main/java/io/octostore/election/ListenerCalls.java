package io.octostore.election;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.internal.BodyGate;
import io.octostore.internal.Safeguard;

/**
 * Tells listeners, one call after the other, of the beginning and the end of each term.
 * Thread safe.
 */
final class ListenerCalls {

	private static final Logger logger = LoggerFactory.getLogger(LeaderElection.class);

	private final Executor executor;

	private final List<LeadershipListener> listeners = new CopyOnWriteArrayList<>();

	/** The call of a beginning that runs now. */
	private volatile @Nullable BodyGate beginning;

	// Only in tasks of the executor

	private final List<LeadershipListener> told = new ArrayList<>();

	ListenerCalls(Executor executor) {
		this.executor = executor;
	}

	void add(LeadershipListener listener) {
		this.listeners.add(listener);
	}

	/**
	 * Tell all listeners that have not been told of the term yet.
	 */
	void granted(LedTerm term) {
		this.executor.execute(() -> {
			for (LeadershipListener listener : this.listeners) {
				if (!term.isRevoked() && !this.told.contains(listener)) {
					this.told.add(listener);
					begin(listener, term);
				}
			}
		});
	}

	private void begin(LeadershipListener listener, LedTerm term) {
		BodyGate gate = new BodyGate(Thread.currentThread());
		this.beginning = gate;
		try {
			if (!term.isRevoked()) {
				guarded(listener::granted, term);
			}
		}
		finally {
			gate.close();
			this.beginning = null;
		}
	}

	/**
	 * Interrupt a listener that is being told of the beginning.
	 */
	void interruptBeginning() {
		BodyGate gate = this.beginning;
		if (gate != null) {
			gate.interrupt();
		}
	}

	/**
	 * Tell all listeners that were told of the beginning.
	 * @param done run when all have returned
	 */
	@Safeguard("listeners-that-began-are-ended")
	void revoked(LedTerm term, Runnable done) {
		this.executor.execute(() -> {
			List<LeadershipListener> all = new ArrayList<>(this.told);
			this.told.clear();
			for (int index = all.size() - 1; index >= 0; index--) {
				guarded(all.get(index)::revoked, term);
			}
			done.run();
		});
	}

	private static void guarded(Consumer<Leadership> call, LedTerm term) {
		try {
			call.accept(term);
		}
		catch (Throwable ex) {
			logger.warn("A listener of the leadership of '{}' failed", term.name(), ex);
		}
	}

}
