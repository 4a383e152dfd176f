package io.octostore.lock;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.octostore.HolderInfo;
import io.octostore.LossReason;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.Attempt;
import io.octostore.authority.AuthorityTraits;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.authority.LockAuthority;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.authority.WatchSignal;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.SimulatedTime;

/**
 * What the server does with leases and sessions, in virtual time and at once. The locks
 * of a session that has ended are free at the next sweep.
 */
final class ModelServer {

	private static final Duration SWEEP = Duration.ofSeconds(5);

	private final SimulatedTime time;

	private final Map<SessionId, Long> sessions = new HashMap<>();

	private final Map<SessionId, Duration> sessionTtls = new HashMap<>();

	private final Map<String, Held> locks = new HashMap<>();

	private long numbers;

	ModelServer(SimulatedTime time) {
		this.time = time;
		time.schedule(this::sweep, SWEEP);
	}

	private void sweep() {
		long now = this.time.now();
		this.locks.values()
			.removeIf((held) -> now >= held.until() || (held.session() != null && isOver(held.session())));
		this.time.schedule(this::sweep, SWEEP);
	}

	private boolean isOver(SessionId session) {
		return this.time.now() > this.sessions.getOrDefault(session, Long.MIN_VALUE);
	}

	boolean isHeld(String name) {
		Held held = this.locks.get(name);
		return held != null && this.time.now() < held.until();
	}

	Instance instance() {
		return new Instance();
	}

	private record Held(LeaseId lease, @Nullable SessionId session, long token, long until) {
	}

	/**
	 * The way of one instance to the server. All have the same user.
	 */
	final class Instance implements LockAuthority {

		private boolean killed;

		/**
		 * Nothing that is asked for later reaches the server.
		 */
		void kill() {
			this.killed = true;
		}

		@Override
		public AuthorityTraits traits() {
			return ScriptedAuthority.TRAITS;
		}

		@Override
		public void createSession(Duration ttl, Attempt attempt, Consumer<? super SessionAnswer> answer) {
			if (!this.killed) {
				SessionId id = new SessionId("session-" + ++ModelServer.this.numbers);
				ModelServer.this.sessions.put(id, ModelServer.this.time.now() + ttl.toNanos());
				ModelServer.this.sessionTtls.put(id, ttl);
				answer.accept(new SessionAnswer.Created(id, ttl));
			}
		}

		@Override
		public void keepAlive(SessionId session, Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
			if (this.killed) {
				return;
			}
			if (isOver(session)) {
				answer.accept(new ConfirmAnswer.Gone(LossReason.SESSION_EXPIRED));
				return;
			}
			ModelServer.this.sessions.put(session,
					ModelServer.this.time.now() + ModelServer.this.sessionTtls.get(session).toNanos());
			answer.accept(new ConfirmAnswer.Confirmed());
		}

		@Override
		public void countLocks(SessionId session, Attempt attempt, Consumer<? super OptionalInt> answer) {
			answer.accept(OptionalInt.empty());
		}

		@Override
		public void endSession(SessionId session, Attempt attempt, Consumer<? super EndAnswer> answer) {
			if (!this.killed) {
				ModelServer.this.sessions.remove(session);
				ModelServer.this.locks.values().removeIf((held) -> session.equals(held.session()));
				answer.accept(new EndAnswer.Ended());
			}
		}

		@Override
		public void acquire(String name, Duration ttl, @Nullable SessionId session, Attempt attempt,
				Consumer<? super AcquireAnswer> answer) {
			if (this.killed) {
				return;
			}
			if (session != null && isOver(session)) {
				answer.accept(new AcquireAnswer.SessionGone(LossReason.SESSION_EXPIRED));
				return;
			}
			long now = ModelServer.this.time.now();
			Held held = ModelServer.this.locks.get(name);
			boolean taken = held != null && now < held.until();
			if (taken && !Objects.equals(held.session(), session)) {
				answer.accept(new AcquireAnswer.Held(
						HolderInfo.unknown().withRetryAfter(Duration.ofNanos(held.until() - now))));
				return;
			}
			Held granted = taken
					? new Held(held.lease(), session, held.token(), Math.max(held.until(), now + ttl.toNanos()))
					: new Held(new LeaseId("lease-" + ++ModelServer.this.numbers), session, ++ModelServer.this.numbers,
							now + ttl.toNanos());
			ModelServer.this.locks.put(name, granted);
			answer.accept(new AcquireAnswer.Granted(granted.lease(), granted.token()));
		}

		private @Nullable Held current(String name, LeaseId lease) {
			Held held = ModelServer.this.locks.get(name);
			boolean live = held != null && held.lease().equals(lease) && ModelServer.this.time.now() < held.until()
					&& (held.session() == null || !isOver(held.session()));
			return live ? held : null;
		}

		@Override
		public void renew(String name, LeaseId lease, Duration ttl, Attempt attempt,
				Consumer<? super ConfirmAnswer> answer) {
			if (this.killed) {
				return;
			}
			Held held = current(name, lease);
			if (held == null) {
				answer.accept(new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
				return;
			}
			ModelServer.this.locks.put(name,
					new Held(lease, held.session(), held.token(), ModelServer.this.time.now() + ttl.toNanos()));
			answer.accept(new ConfirmAnswer.Confirmed());
		}

		@Override
		public void release(String name, LeaseId lease, Attempt attempt, Consumer<? super EndAnswer> answer) {
			if (!this.killed) {
				if (current(name, lease) != null) {
					ModelServer.this.locks.remove(name);
				}
				answer.accept(new EndAnswer.Ended());
			}
		}

		@Override
		public Watch watch(String name, Consumer<? super WatchSignal> signals) {
			signals.accept(WatchSignal.ENDED);
			return () -> {
			};
		}

	}

}
