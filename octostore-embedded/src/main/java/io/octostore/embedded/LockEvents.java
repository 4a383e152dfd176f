package io.octostore.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Tells listeners what happens to locks, in the order in which it happens. Guarded by the
 * lock of {@link ServerState}; listeners are called under it and must not block.
 */
final class LockEvents {

	private final List<Listener> listeners = new ArrayList<>();

	void add(Listener listener) {
		this.listeners.add(listener);
	}

	void publish(Type type, Lease lease, Instant now) {
		for (Listener listener : this.listeners) {
			listener.onEvent(type, lease, now);
		}
	}

	void refused(String name, UUID user, Instant now) {
		for (Listener listener : this.listeners) {
			listener.onRefusal(name, user, now);
		}
	}

	enum Type {

		ACQUIRED("acquired"), RENEWED("renewed"), RELEASED("released"), EXPIRED("expired");

		private final String label;

		Type(String label) {
			this.label = label;
		}

		String label() {
			return this.label;
		}

	}

	interface Listener {

		void onEvent(Type type, Lease lease, Instant now);

		default void onRefusal(String lock, UUID user, Instant now) {
		}

	}

}
