package io.octostore.faults;

import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A request about a session that was sent.
 */
final class SessionExchange {

	private final History history;

	private final String client;

	private final @Nullable UUID session;

	private final long call;

	private final long ownCall;

	SessionExchange(History history, String client, @Nullable UUID session, long call) {
		this.history = history;
		this.client = client;
		this.session = session;
		this.call = call;
		this.ownCall = history.book().own(client, call);
	}

	void created(long ret, UUID id, long ttl) {
		if (this.session == null) {
			this.history.note(ret, this.client, "has a new" + History.shortId(" session ", id));
		}
		this.history.life(id, ttl).confirmed(this.call, ret);
		this.history.book().sessionConfirmed(id, this.ownCall, this.history.book().own(this.client, ret), ttl);
	}

	void confirmed(long ret) {
		created(ret, Objects.requireNonNull(this.session), 0);
	}

	void gone(long ret) {
		this.history.note(ret, this.client, "is told the end of its" + History.shortId(" session ", this.session));
		this.history.book().sessionGone(Objects.requireNonNull(this.session), ret);
	}

}
