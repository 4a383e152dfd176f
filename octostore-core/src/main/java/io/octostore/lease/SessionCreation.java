package io.octostore.lease;

import io.octostore.OctoStoreNetworkException;
import io.octostore.authority.Attempt;
import io.octostore.authority.SessionAnswer;

/**
 * Asks the server for one session, and once more on a fresh connection if the first
 * request broke. Serial context only.
 */
final class SessionCreation {

	private final Engine engine;

	private final ServerSession session;

	private final long until;

	/**
	 * Prepare to create a session.
	 * @param until when the time of the caller that needs it is over
	 */
	SessionCreation(Engine engine, ServerSession session, long until) {
		this.engine = engine;
		this.session = session;
		this.until = until;
	}

	void begin() {
		send(false);
	}

	private void send(boolean repeat) {
		long sentAt = this.engine.now();
		Attempt attempt = new Attempt(this.engine.attemptTimeout(this.until, sentAt), repeat);
		this.engine.authority()
			.createSession(this.session.ttl(), attempt,
					(answer) -> this.engine.serial().execute(() -> answered(repeat, sentAt, answer)));
	}

	private void answered(boolean repeat, long sentAt, SessionAnswer answer) {
		if (answer instanceof SessionAnswer.Created created) {
			this.session.created(created, sentAt);
		}
		else if (answer instanceof SessionAnswer.Refused refused) {
			this.session.notCreated(refused.error(), true);
		}
		else if (answer instanceof SessionAnswer.Failed failed) {
			boolean broken = failed.error() instanceof OctoStoreNetworkException network
					&& network.mayHaveBeenApplied();
			if (broken && !repeat && this.session.isAwaited() && this.engine.now() < this.until) {
				send(true);
			}
			else {
				this.session.notCreated(failed.error(), false);
			}
		}
	}

}
