package io.octostore.faults;

import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

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
import io.octostore.faults.History.Exchange;
import io.octostore.faults.LockOperation.Kind;
import io.octostore.faults.SimulatedServer.Answered;
import io.octostore.faults.Weather.Fate;
import io.octostore.faults.Weather.Loss;
import io.octostore.lease.LeaseScheduler.Cancellable;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

/**
 * The network between one process and the server: delays, loses, duplicates and reorders
 * messages as the {@link Weather} says, and writes down what the client asked and
 * learned.
 */
public final class SimulatedNetwork implements LockAuthority {

	private final SimulatedTime time;

	private final SimulatedServer server;

	private final SimulatedProcess process;

	private final Weather weather;

	private final History history;

	private final Set<Cancellable> streams = new HashSet<>();

	private boolean cut;

	private int renewals;

	private int keepalives;

	public SimulatedNetwork(SimulatedTime time, SimulatedServer server, SimulatedProcess process, Weather weather,
			History history) {
		this.time = time;
		this.server = server;
		this.process = process;
		this.weather = weather;
		this.history = history;
		history.book().clock(process.name(), process::now);
	}

	/**
	 * Let nothing through, without a word.
	 */
	public void cut(boolean newCut) {
		this.cut = newCut;
	}

	/**
	 * The borrower of this lease has given it back or knows that it is lost: from now on
	 * it must not be renewed.
	 */
	public void ended(String name, long token) {
		this.history.book().left(this.process.name(), name, token, this.time.now());
	}

	/**
	 * The engine says that it is closed.
	 */
	public void engineClosed() {
		this.history.book().closed(this.process.name(), this.time.now());
	}

	public int renewals() {
		return this.renewals;
	}

	public int keepalives() {
		return this.keepalives;
	}

	private static UUID uuid(SessionId session) {
		return UUID.fromString(session.value());
	}

	private static UUID uuid(LeaseId lease) {
		return UUID.fromString(lease.value());
	}

	@Override
	public AuthorityTraits traits() {
		return ScriptedAuthority.TRAITS;
	}

	@Override
	public void createSession(Duration ttl, Attempt attempt, Consumer<? super SessionAnswer> answer) {
		SessionExchange sent = this.history.createsSession(this.process.name(), this.time.now());
		exchange(Operation.CREATE_SESSION, attempt, () -> this.server.createSession(ttl.toNanos()),
				(trouble) -> new SessionAnswer.Failed(trouble.error()), (result, known) -> {
					if (result instanceof SessionAnswer.Created created) {
						sent.created(this.time.now(), uuid(created.id()), ttl.toNanos());
					}
					answer.accept(result);
				}, null);
	}

	@Override
	public void keepAlive(SessionId session, Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
		this.keepalives++;
		SessionExchange sent = this.history.keepsAlive(this.process.name(), uuid(session), this.time.now());
		exchange(Operation.KEEP_ALIVE, attempt, () -> this.server.keepAlive(session),
				(trouble) -> new ConfirmAnswer.Uncertain(trouble.error(), trouble.retryAfter()), (result, known) -> {
					if (result instanceof ConfirmAnswer.Confirmed) {
						sent.confirmed(this.time.now());
					}
					else if (result instanceof ConfirmAnswer.Gone) {
						sent.gone(this.time.now());
					}
					answer.accept(result);
				}, null);
	}

	@Override
	public void countLocks(SessionId session, Attempt attempt, Consumer<? super OptionalInt> answer) {
		exchange(Operation.COUNT_LOCKS, attempt, () -> this.server.countLocks(session),
				(trouble) -> OptionalInt.empty(), (result, known) -> answer.accept(result), null);
	}

	@Override
	public void endSession(SessionId session, Attempt attempt, Consumer<? super EndAnswer> answer) {
		this.history.endsSession(this.process.name(), uuid(session), this.time.now());
		exchange(Operation.END_SESSION, attempt, () -> this.server.endSession(session),
				(trouble) -> new EndAnswer.Unknown(trouble.error()), (result, known) -> {
					if (known) {
						this.history.sessionEnded(uuid(session), this.time.now());
					}
					answer.accept(result);
				}, null);
	}

	@Override
	public void acquire(String name, Duration ttl, @Nullable SessionId session, Attempt attempt,
			Consumer<? super AcquireAnswer> answer) {
		if (session == null) {
			throw new AssertionError("acquire without a session");
		}
		Supplier<Exchange> exchange = () -> this.history.sent(this.process.name(), name, Kind.ACQUIRE, uuid(session),
				null, ttl.toNanos(), this.time.now());
		Exchange sent = exchange.get();
		exchange(Operation.ACQUIRE, attempt, () -> this.server.acquire(name, ttl.toNanos(), session),
				(trouble) -> new AcquireAnswer.Failed(trouble.error(), trouble.effectPossible(),
						trouble == Trouble.CONNECTION_LOST),
				(result, known) -> {
					if (result instanceof AcquireAnswer.Granted granted) {
						sent.granted(this.time.now(), uuid(granted.lease()), granted.fencingToken());
					}
					else if (result instanceof AcquireAnswer.Held) {
						sent.held(this.time.now());
					}
					else {
						settle(sent,
								known || (result instanceof AcquireAnswer.Failed failed && !failed.effectPossible()));
					}
					answer.accept(result);
				}, exchange);
	}

	@Override
	public void renew(String name, LeaseId lease, Duration ttl, Attempt attempt,
			Consumer<? super ConfirmAnswer> answer) {
		this.renewals++;
		Supplier<Exchange> exchange = () -> this.history.sent(this.process.name(), name, Kind.RENEW, null, uuid(lease),
				ttl.toNanos(), this.time.now());
		Exchange sent = exchange.get();
		exchange(Operation.RENEW, attempt, () -> this.server.renew(name, lease, ttl.toNanos()),
				(trouble) -> new ConfirmAnswer.Uncertain(trouble.error(), trouble.retryAfter()), (result, known) -> {
					ended(sent, known, result instanceof ConfirmAnswer.Confirmed);
					answer.accept(result);
				}, exchange);
	}

	@Override
	public void release(String name, LeaseId lease, Attempt attempt, Consumer<? super EndAnswer> answer) {
		Supplier<Exchange> exchange = () -> this.history.sent(this.process.name(), name, Kind.RELEASE, null,
				uuid(lease), 0, this.time.now());
		Exchange sent = exchange.get();
		exchange(Operation.RELEASE, attempt, () -> this.server.release(name, lease),
				(trouble) -> new EndAnswer.Unknown(trouble.error()), (result, known) -> {
					ended(sent, known, result instanceof EndAnswer.Ended);
					answer.accept(result);
				}, exchange);
	}

	private void ended(Exchange sent, boolean known, boolean done) {
		if (!known) {
			sent.unknown();
		}
		else if (done) {
			sent.done(this.time.now());
		}
		else {
			sent.gone(this.time.now());
		}
	}

	private static void settle(Exchange sent, boolean withoutEffect) {
		if (withoutEffect) {
			sent.refused();
		}
		else {
			sent.unknown();
		}
	}

	private <A> void exchange(Operation operation, Attempt attempt, Supplier<A> effect, Function<Trouble, A> failure,
			Answer<A> answer, @Nullable Supplier<Exchange> record) {
		Fate fate = this.cut ? Fate.lost(Loss.REQUEST) : this.weather.fate(operation);
		boolean[] answered = new boolean[1];
		Cancellable[] timeout = new Cancellable[1];
		Exchanged<A> exchanged = (result, known, after) -> this.time.schedule(() -> this.process.run(() -> {
			if (!answered[0]) {
				answered[0] = true;
				timeout[0].cancel();
				answer.accept(result, known);
			}
		}), after);
		timeout[0] = this.process.later(() -> {
			if (!answered[0]) {
				answered[0] = true;
				answer.accept(failure.apply(Trouble.TIMEOUT), false);
			}
		}, attempt.timeout());
		switch (fate.loss()) {
			case REFUSED -> exchanged.accept(failure.apply(Trouble.REFUSED), false, fate.there());
			case RATE_LIMITED -> exchanged.accept(failure.apply(Trouble.RATE_LIMITED), false, fate.there());
			case REQUEST -> {
			}
			case REQUEST_RESET -> exchanged.accept(failure.apply(Trouble.CONNECTION_LOST), false, fate.there());
			case SERVER_ERROR -> exchanged.accept(failure.apply(Trouble.SERVER_ERROR), false, fate.there());
			default -> this.time.schedule(() -> arrive(fate, effect, failure, exchanged), fate.there());
		}
		Duration again = fate.duplicateAfter();
		if (again != null) {
			if (record != null) {
				record.get().unknown();
			}
			this.time.schedule(() -> {
				if (!this.server.isDown()) {
					effect.get();
				}
			}, again);
		}
	}

	private <A> void arrive(Fate fate, Supplier<A> effect, Function<Trouble, A> failure, Exchanged<A> exchanged) {
		if (this.server.isDown()) {
			exchanged.accept(failure.apply(Trouble.REFUSED), false, fate.back());
			return;
		}
		A result = effect.get();
		if (this.cut) {
			return;
		}
		switch (fate.loss()) {
			case ANSWER -> {
			}
			case ANSWER_RESET -> exchanged.accept(failure.apply(Trouble.CONNECTION_LOST), false, fate.back());
			case SERVER_ERROR_AFTER_EFFECT -> exchanged.accept(failure.apply(Trouble.SERVER_ERROR), false, fate.back());
			default -> exchanged.accept(result, true, fate.back());
		}
	}

	@Override
	public Watch watch(String name, Consumer<? super WatchSignal> hints) {
		Consumer<? super WatchSignal> delayed = (hint) -> this.time
			.schedule(() -> this.process.run(() -> hints.accept(hint)), Weather.CALM.back());
		if (this.cut) {
			delayed.accept(WatchSignal.ENDED);
			return () -> {
			};
		}
		boolean[] over = new boolean[1];
		Cancellable stream = this.server.watch(name, (hint) -> {
			if (!this.cut && !over[0]) {
				delayed.accept(hint);
			}
		});
		if (stream == null) {
			delayed.accept(WatchSignal.ENDED);
			return () -> {
			};
		}
		this.streams.add(stream);
		return () -> {
			over[0] = true;
			this.streams.remove(stream);
			stream.cancel();
		};
	}

	/**
	 * The process is killed: its connections end.
	 */
	void kill() {
		this.process.kill();
		this.streams.forEach(Cancellable::cancel);
	}

	/**
	 * Takes an answer, and whether it says what happened.
	 *
	 * @param <A> type of the answer
	 */
	private interface Answer<A> {

		void accept(A answer, boolean known);

	}

	private interface Exchanged<A> {

		void accept(A answer, boolean known, Duration after);

	}

	private enum Trouble {

		REFUSED(false), RATE_LIMITED(false), TIMEOUT(true), CONNECTION_LOST(true), SERVER_ERROR(true);

		private final boolean effectPossible;

		Trouble(boolean effectPossible) {
			this.effectPossible = effectPossible;
		}

		boolean effectPossible() {
			return this.effectPossible;
		}

		Answered error() {
			return new Answered(name());
		}

		@Nullable Duration retryAfter() {
			return (this == RATE_LIMITED) ? Duration.ofSeconds(60) : null;
		}

	}

}
