package io.octostore.embedded;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Which clients are cut off, and the calls that suffer from it. Thread safe.
 */
final class NetworkCuts {

	private final Set<Predicate<Call>> cuts = ConcurrentHashMap.newKeySet();

	private final Set<Call> victims = ConcurrentHashMap.newKeySet();

	NetworkCut cut(Predicate<Call> clients) {
		this.cuts.add(clients);
		return new NetworkCut(() -> heal(clients));
	}

	/**
	 * Heals all cuts.
	 */
	void healAll() {
		List.copyOf(this.cuts).forEach(this::heal);
	}

	/**
	 * Whether nothing of this call gets through. If so, its connection is reset when the
	 * network is healed.
	 */
	boolean hits(Call call) {
		boolean cut = isCut(call);
		if (cut) {
			this.victims.add(call);
		}
		return cut;
	}

	/**
	 * Forgets a call that is over.
	 */
	void forget(Call call) {
		this.victims.remove(call);
	}

	/**
	 * How many calls have lost something.
	 */
	int victims() {
		return this.victims.size();
	}

	private boolean isCut(Call call) {
		return this.cuts.stream().anyMatch((cut) -> cut.test(call));
	}

	private void heal(Predicate<Call> clients) {
		this.cuts.remove(clients);
		List<Call> healed = this.victims.stream().filter((call) -> !isCut(call)).toList();
		healed.forEach((call) -> {
			this.victims.remove(call);
			call.reset().subscribe();
		});
	}

}
