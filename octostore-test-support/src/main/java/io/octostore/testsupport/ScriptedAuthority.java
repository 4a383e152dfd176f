package io.octostore.testsupport;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.octostore.HolderInfo;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.Attempt;
import io.octostore.authority.AuthorityTraits;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.authority.LockAuthority;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.authority.TtlRange;
import io.octostore.authority.WatchSignal;

/**
 * A lease service that answers what a test tells it, when the test tells it. Without a
 * rule for an operation its calls stay unanswered until the test answers them.
 */
public final class ScriptedAuthority implements LockAuthority {

	public static final AuthorityTraits TRAITS = new AuthorityTraits("Scripted", TtlRange.ofSeconds(10, 300),
			TtlRange.ofSeconds(1, 3600), true, true, OptionalInt.of(100), true, true);

	private final List<Call> calls = new CopyOnWriteArrayList<>();

	private volatile Function<Call, @Nullable Object> rule = (call) -> null;

	private volatile Watches watches = (name, signals) -> {
		signals.accept(WatchSignal.ENDED);
		return () -> {
		};
	};

	private volatile Runnable disconnected = () -> {
	};

	private final AtomicLong tokens = new AtomicLong();

	private volatile AuthorityTraits traits = TRAITS;

	private volatile boolean shortens;

	/**
	 * Answer each call at once with what the rule returns; {@code null} leaves it open.
	 */
	public ScriptedAuthority answering(Function<Call, @Nullable Object> newRule) {
		this.rule = newRule;
		return this;
	}

	/**
	 * Be an authority where a lock's own TTL frees nothing while its session lives.
	 */
	public ScriptedAuthority freeingNothingByLockTtl() {
		this.traits = new AuthorityTraits(TRAITS.name(), TRAITS.sessionTtl(), TRAITS.lockTtl(), false, false,
				OptionalInt.empty(), false, true);
		return this;
	}

	/**
	 * Be an authority that can shorten a lease in any case. It is recorded as a renewal.
	 */
	public ScriptedAuthority shorteningByOtherMeans() {
		this.shortens = true;
		return this;
	}

	/**
	 * Open watches in this way; without it there are none to be had.
	 */
	public ScriptedAuthority watched(Watches newWatches) {
		this.watches = newWatches;
		return this;
	}

	/**
	 * Answer everything as a healthy server would to its only client.
	 */
	public ScriptedAuthority healthy() {
		return answering(this::healthyAnswer);
	}

	public Object healthyAnswer(Call call) {
		return switch (call.operation()) {
			case CREATE_SESSION ->
				new SessionAnswer.Created(new SessionId(UUID.randomUUID().toString()), call.requireTtl());
			case KEEP_ALIVE, RENEW -> new ConfirmAnswer.Confirmed();
			case ACQUIRE -> granted();
			case RELEASE, END_SESSION -> new EndAnswer.Ended();
			case COUNT_LOCKS -> OptionalInt.of(0);
		};
	}

	public AcquireAnswer.Granted granted() {
		return new AcquireAnswer.Granted(new LeaseId(UUID.randomUUID().toString()), this.tokens.incrementAndGet());
	}

	/**
	 * Another holder has the lock.
	 */
	public static AcquireAnswer.Held held() {
		return held(null);
	}

	/**
	 * Another holder has the lock; come back after a while.
	 */
	public static AcquireAnswer.Held held(@Nullable Duration retryAfter) {
		return held(null, null, retryAfter);
	}

	/**
	 * A certain holder has the lock.
	 */
	public static AcquireAnswer.Held held(@Nullable String holder, @Nullable String metadata,
			@Nullable Duration retryAfter) {
		return new AcquireAnswer.Held(
				HolderInfo.unknown().withHolder(holder).withMetadata(metadata).withRetryAfter(retryAfter));
	}

	public List<Call> calls() {
		return List.copyOf(this.calls);
	}

	public List<Call> calls(Operation operation) {
		return this.calls.stream().filter((call) -> call.operation() == operation).toList();
	}

	/**
	 * The one call of an operation that is still open.
	 */
	public Call open(Operation operation) {
		List<Call> open = calls(operation).stream().filter((call) -> !call.isAnswered()).toList();
		if (open.size() != 1) {
			throw new AssertionError(
					"Expected one open " + operation + " but there are " + open.size() + " in " + this.calls);
		}
		return open.get(0);
	}

	public void forgetCalls() {
		this.calls.clear();
	}

	@Override
	public AuthorityTraits traits() {
		return this.traits;
	}

	@Override
	public Watch watch(String name, Consumer<? super WatchSignal> signals) {
		return this.watches.watch(name, signals);
	}

	@Override
	public void onDisconnect(Runnable listener) {
		this.disconnected = listener;
	}

	/**
	 * Close a connection on which sessions are kept alive.
	 */
	public void disconnect() {
		this.disconnected.run();
	}

	@Override
	public void createSession(Duration ttl, Attempt attempt, Consumer<? super SessionAnswer> answer) {
		called(new Call(Operation.CREATE_SESSION, "", ttl, null, null, attempt,
				(given) -> answer.accept((SessionAnswer) given)));
	}

	@Override
	public void keepAlive(SessionId session, Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
		called(new Call(Operation.KEEP_ALIVE, "", null, session, null, attempt,
				(given) -> answer.accept((ConfirmAnswer) given)));
	}

	@Override
	public void countLocks(SessionId session, Attempt attempt, Consumer<? super OptionalInt> answer) {
		called(new Call(Operation.COUNT_LOCKS, "", null, session, null, attempt,
				(given) -> answer.accept((OptionalInt) given)));
	}

	@Override
	public void endSession(SessionId session, Attempt attempt, Consumer<? super EndAnswer> answer) {
		called(new Call(Operation.END_SESSION, "", null, session, null, attempt,
				(given) -> answer.accept((EndAnswer) given)));
	}

	@Override
	public void acquire(String name, Duration ttl, @Nullable SessionId session, Attempt attempt,
			Consumer<? super AcquireAnswer> answer) {
		called(new Call(Operation.ACQUIRE, name, ttl, session, null, attempt,
				(given) -> answer.accept((AcquireAnswer) given)));
	}

	@Override
	public void renew(String name, LeaseId lease, Duration ttl, Attempt attempt,
			Consumer<? super ConfirmAnswer> answer) {
		called(new Call(Operation.RENEW, name, ttl, null, lease, attempt,
				(given) -> answer.accept((ConfirmAnswer) given)));
	}

	@Override
	public void shorten(String name, LeaseId lease, Duration ttl, Attempt attempt,
			Consumer<? super ConfirmAnswer> answer) {
		if (this.shortens) {
			renew(name, lease, ttl, attempt, answer);
		}
		else {
			LockAuthority.super.shorten(name, lease, ttl, attempt, answer);
		}
	}

	@Override
	public void release(String name, LeaseId lease, Attempt attempt, Consumer<? super EndAnswer> answer) {
		called(new Call(Operation.RELEASE, name, null, null, lease, attempt,
				(given) -> answer.accept((EndAnswer) given)));
	}

	private void called(Call call) {
		this.calls.add(call);
		Object answer = this.rule.apply(call);
		if (answer != null) {
			call.answer(answer);
		}
	}

	/**
	 * Opens watches.
	 */
	@FunctionalInterface
	public interface Watches {

		Watch watch(String name, Consumer<? super WatchSignal> signals);

	}

	/**
	 * The operations of the port.
	 */
	public enum Operation {

		CREATE_SESSION, KEEP_ALIVE, COUNT_LOCKS, END_SESSION, ACQUIRE, RENEW, RELEASE

	}

	/**
	 * One call of the engine.
	 */
	public static final class Call {

		private final Operation operation;

		private final String name;

		private final @Nullable Duration ttl;

		private final @Nullable SessionId session;

		private final @Nullable LeaseId lease;

		private final Attempt attempt;

		private final Consumer<Object> consumer;

		private volatile boolean answered;

		private Call(Operation operation, String name, @Nullable Duration ttl, @Nullable SessionId session,
				@Nullable LeaseId lease, Attempt attempt, Consumer<Object> consumer) {
			this.operation = operation;
			this.name = name;
			this.ttl = ttl;
			this.session = session;
			this.lease = lease;
			this.attempt = attempt;
			this.consumer = consumer;
		}

		public void answer(Object answer) {
			if (this.answered) {
				throw new AssertionError(this + " was answered before");
			}
			this.answered = true;
			this.consumer.accept(answer);
		}

		public Operation operation() {
			return this.operation;
		}

		public String name() {
			return this.name;
		}

		public Duration requireTtl() {
			if (this.ttl == null) {
				throw new AssertionError(this + " has no TTL");
			}
			return this.ttl;
		}

		public @Nullable SessionId session() {
			return this.session;
		}

		public @Nullable LeaseId lease() {
			return this.lease;
		}

		public Attempt attempt() {
			return this.attempt;
		}

		public boolean isAnswered() {
			return this.answered;
		}

		@Override
		public String toString() {
			return this.operation + " " + this.name + (this.answered ? "" : " (open)");
		}

	}

}
