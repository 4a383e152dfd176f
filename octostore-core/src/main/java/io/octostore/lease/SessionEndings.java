package io.octostore.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import io.octostore.authority.Attempt;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.SessionId;
import io.octostore.internal.Safeguard;

/**
 * Ends sessions on the server: with two attempts at once, and with more in the background
 * until an answer proves the end or the session has expired. Serial context only.
 */
final class SessionEndings {

	private final Engine engine;

	private final List<Runnable> afterwards = new ArrayList<>();

	private final List<Unconfirmed> unconfirmed = new ArrayList<>();

	private int underWay;

	SessionEndings(Engine engine) {
		this.engine = engine;
	}

	void end(ServerSession session) {
		SessionId id = Objects.requireNonNull(session.id(), "id");
		this.underWay++;
		send(id, false, (first) -> {
			if (first instanceof EndAnswer.Unknown) {
				send(id, true, (second) -> attempted(session, second));
			}
			else {
				attempted(session, first);
			}
		});
	}

	private void attempted(ServerSession session, EndAnswer answer) {
		if (answer instanceof EndAnswer.Unknown) {
			this.unconfirmed.add(new Unconfirmed(session, this.engine.now()));
		}
		ended();
	}

	private void ended() {
		this.underWay--;
		runAfterwards();
	}

	@Safeguard("end-sessions-on-the-server")
	private void send(SessionId id, boolean repeat, Consumer<EndAnswer> answered) {
		this.engine.authority()
			.endSession(id, attempt(repeat), (answer) -> this.engine.serial().execute(() -> answered.accept(answer)));
	}

	@Safeguard("end-sessions-in-short-attempts")
	private static Attempt attempt(boolean repeat) {
		return new Attempt(LeaseTimings.END_SESSION_TIMEOUT, repeat);
	}

	/**
	 * A session may be created that is of no use any more.
	 */
	void creationAwaited() {
		this.underWay++;
	}

	/**
	 * Now it is known whether it was.
	 */
	void createdInVain(ServerSession session) {
		if (session.id() != null) {
			end(session);
		}
		ended();
	}

	/**
	 * Run something when no session is being ended any more: the client may be closed
	 * after a shutdown, and would take requests that are under way with it.
	 */
	void whenNoneIsUnderWay(Runnable task) {
		this.afterwards.add(task);
		runAfterwards();
	}

	private void runAfterwards() {
		if (this.underWay == 0) {
			List<Runnable> tasks = List.copyOf(this.afterwards);
			this.afterwards.clear();
			tasks.forEach(Runnable::run);
		}
	}

	/**
	 * Try again to end what may still exist.
	 */
	void tick(long now) {
		this.unconfirmed.removeIf((one) -> one.isOver(now));
		for (Unconfirmed one : this.unconfirmed) {
			if (one.isDue(now)) {
				one.attempted(now);
				send(one.id(), true, one::answered);
			}
		}
	}

	boolean isEmpty() {
		return this.unconfirmed.isEmpty();
	}

	/**
	 * A session whose end was not confirmed.
	 */
	private static final class Unconfirmed {

		private final SessionId id;

		private final long until;

		private long nextAt;

		private int attempts;

		private boolean ended;

		Unconfirmed(ServerSession session, long now) {
			this.id = Objects.requireNonNull(session.id(), "id");
			this.until = now + session.ttl().toNanos() + LeaseTimings.OBLIGATION_MARGIN.toNanos();
			this.nextAt = now + LeaseTimings.settleAfter(0);
		}

		SessionId id() {
			return this.id;
		}

		boolean isDue(long now) {
			return now >= this.nextAt;
		}

		void attempted(long now) {
			this.attempts++;
			this.nextAt = now + LeaseTimings.settleAfter(this.attempts);
		}

		void answered(EndAnswer answer) {
			this.ended = this.ended || !(answer instanceof EndAnswer.Unknown);
		}

		boolean isOver(long now) {
			return this.ended || now >= this.until;
		}

	}

}
