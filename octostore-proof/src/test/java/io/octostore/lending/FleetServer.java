package io.octostore.lending;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;

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

/**
 * A server that works on one request after the other, at the end of links that take some
 * time, in virtual time. It never fails, and nothing expires.
 */
final class FleetServer {

	private final FleetTime time;

	private final long service;

	private final Random random;

	private final Map<String, Lock> locks = new HashMap<>();

	private final Map<String, List<Stream>> streams = new HashMap<>();

	private long busyUntil;

	private long ids;

	private int acquires;

	private int grants;

	FleetServer(FleetTime time, Duration service, Random random) {
		this.time = time;
		this.service = service.toNanos();
		this.random = random;
	}

	int acquires() {
		return this.acquires;
	}

	int grants() {
		return this.grants;
	}

	/**
	 * A way to the server.
	 * @param latency how long a message takes in one direction, a tenth more at times
	 */
	LockAuthority link(Duration latency) {
		return new Link(latency.toNanos());
	}

	private void say(String name, WatchSignal signal) {
		this.streams.getOrDefault(name, List.of()).forEach((stream) -> stream.say(signal));
	}

	private final class Link implements LockAuthority {

		private final long latency;

		private Link(long latency) {
			this.latency = latency;
		}

		private long way() {
			return this.latency + (long) (this.latency * 0.1 * FleetServer.this.random.nextDouble());
		}

		private <A> void exchange(Supplier<A> work, Consumer<? super A> answer) {
			FleetServer server = FleetServer.this;
			server.time.in(way(), () -> {
				server.busyUntil = Math.max(server.busyUntil, server.time.now()) + server.service;
				server.time.in(server.busyUntil - server.time.now(), () -> {
					A result = work.get();
					server.time.in(way(), () -> answer.accept(result));
				});
			});
		}

		@Override
		public AuthorityTraits traits() {
			return ScriptedAuthority.TRAITS;
		}

		@Override
		public void createSession(Duration ttl, Attempt attempt, Consumer<? super SessionAnswer> answer) {
			exchange(() -> new SessionAnswer.Created(new SessionId("s" + ++FleetServer.this.ids), ttl), answer);
		}

		@Override
		public void keepAlive(SessionId session, Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
			exchange(ConfirmAnswer.Confirmed::new, answer);
		}

		@Override
		public void countLocks(SessionId session, Attempt attempt, Consumer<? super OptionalInt> answer) {
			exchange(OptionalInt::empty, answer);
		}

		@Override
		public void endSession(SessionId session, Attempt attempt, Consumer<? super EndAnswer> answer) {
			exchange(EndAnswer.Ended::new, answer);
		}

		@Override
		public void acquire(String name, Duration ttl, @Nullable SessionId session, Attempt attempt,
				Consumer<? super AcquireAnswer> answer) {
			exchange(() -> acquired(name, String.valueOf(session == null ? null : session.value())), answer);
		}

		private AcquireAnswer acquired(String name, String holder) {
			FleetServer server = FleetServer.this;
			server.acquires++;
			Lock lock = server.locks.get(name);
			if (lock != null && !lock.holder().equals(holder)) {
				return new AcquireAnswer.Held(
						HolderInfo.unknown().withHolder(lock.holder()).withRetryAfter(Duration.ofMinutes(1)));
			}
			if (lock == null) {
				lock = new Lock(++server.ids, holder);
				server.locks.put(name, lock);
				server.grants++;
				say(name, WatchSignal.HELD);
			}
			return new AcquireAnswer.Granted(new LeaseId("l" + lock.number()), lock.number());
		}

		@Override
		public void renew(String name, LeaseId lease, Duration ttl, Attempt attempt,
				Consumer<? super ConfirmAnswer> answer) {
			exchange(() -> has(name, lease) ? new ConfirmAnswer.Confirmed()
					: new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT), answer);
		}

		@Override
		public void release(String name, LeaseId lease, Attempt attempt, Consumer<? super EndAnswer> answer) {
			exchange(() -> {
				if (!has(name, lease)) {
					return new EndAnswer.AlreadyGone();
				}
				FleetServer.this.locks.remove(name);
				say(name, WatchSignal.FREE);
				return new EndAnswer.Ended();
			}, answer);
		}

		private boolean has(String name, LeaseId lease) {
			Lock lock = FleetServer.this.locks.get(name);
			return lock != null && lease.value().equals("l" + lock.number());
		}

		@Override
		public Watch watch(String name, Consumer<? super WatchSignal> signals) {
			Stream stream = new Stream(this, signals);
			FleetServer.this.time.in(way(), () -> {
				FleetServer.this.streams.computeIfAbsent(name, (key) -> new ArrayList<>()).add(stream);
				stream.say(FleetServer.this.locks.containsKey(name) ? WatchSignal.HELD : WatchSignal.FREE);
			});
			return () -> {
				stream.closed = true;
				FleetServer.this.time.in(way(),
						() -> FleetServer.this.streams.getOrDefault(name, new ArrayList<>()).remove(stream));
			};
		}

	}

	private final class Stream {

		private final Link link;

		private final Consumer<? super WatchSignal> signals;

		private boolean closed;

		private long lastAt;

		Stream(Link link, Consumer<? super WatchSignal> signals) {
			this.link = link;
			this.signals = signals;
		}

		/**
		 * One signal does not overtake another.
		 */
		void say(WatchSignal signal) {
			this.lastAt = Math.max(this.lastAt, FleetServer.this.time.now() + this.link.way());
			FleetServer.this.time.in(this.lastAt - FleetServer.this.time.now(), () -> {
				if (!this.closed) {
					this.signals.accept(signal);
				}
			});
		}

	}

	private record Lock(long number, String holder) {
	}

}
