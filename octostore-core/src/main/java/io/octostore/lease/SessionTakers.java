package io.octostore.lease;

import java.util.ArrayList;
import java.util.List;

import io.octostore.OctoStoreException;

/**
 * The claims that wait for one session: until it can take a lease, or is known to take
 * none. Serial context only.
 */
final class SessionTakers {

	private final List<Waiting> waiting = new ArrayList<>();

	/**
	 * Let a claim wait.
	 * @param elsewhere run if the session takes no more leases
	 */
	void add(Taker taker, Runnable elsewhere) {
		this.waiting.add(new Waiting(taker, elsewhere));
	}

	void serve(ServerSession session) {
		all().forEach((one) -> one.taker().with(session));
	}

	void fail(OctoStoreException error, boolean refused) {
		all().forEach((one) -> one.taker().failed(error, refused));
	}

	void sendElsewhere() {
		all().forEach((one) -> one.elsewhere().run());
	}

	private List<Waiting> all() {
		List<Waiting> all = List.copyOf(this.waiting);
		this.waiting.clear();
		return all;
	}

	/**
	 * Takes the session that a lease is to hang on. One of the two is called, once.
	 */
	interface Taker {

		void with(ServerSession session);

		/**
		 * There is no session.
		 * @param refused whether a repeat would not help
		 */
		void failed(OctoStoreException error, boolean refused);

	}

	private record Waiting(Taker taker, Runnable elsewhere) {
	}

}
