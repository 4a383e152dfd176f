package io.octostore.lock;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import io.octostore.client.authority.RequestContexts;
import io.octostore.client.http.BackgroundRequests;
import io.octostore.lock.LockListener.AcquireOutcome;
import io.octostore.lock.LockListener.HeldOutcome;
import io.octostore.lock.LockObserver.Attempt;
import io.octostore.lock.LockObserver.Holding;
import io.octostore.lock.LockObserver.Requesting;
import io.octostore.lock.LockObserver.Scope;

/**
 * Keeps an observer from doing harm, and knows on whose behalf the engine sends a request
 * about a lock. Thread safe.
 */
final class Observers implements RequestContexts {

	private static final Logger logger = LoggerFactory.getLogger(Observers.class);

	private static final Scope NO_SCOPE = () -> {
	};

	/** For requests whose call has gone. */
	private static final ContextView BACKGROUND = BackgroundRequests.mark(Context.empty());

	private static final Unobserved UNOBSERVED = new Unobserved();

	static final Holding NOT_FOLLOWED = UNOBSERVED;

	private final @Nullable LockObserver observer;

	/** By full name of the lock, in the order in which they began. */
	private final Map<String, Deque<Attempt>> attempts = new ConcurrentHashMap<>();

	/** By full name of the lock, the latest first. */
	private final Map<String, Deque<Holding>> holdings = new ConcurrentHashMap<>();

	Observers(@Nullable LockObserver observer) {
		this.observer = observer;
	}

	/**
	 * A call begins to want a lock.
	 */
	Attempt begin(String lockName, String label, ContextView caller) {
		LockObserver current = this.observer;
		if (current == null) {
			return UNOBSERVED;
		}
		Attempt attempt = guarded(() -> current.begin(lockName, label, caller), UNOBSERVED);
		return (attempt != UNOBSERVED) ? new GuardedAttempt(attempt) : attempt;
	}

	/**
	 * The server is asked for the lock on behalf of a call, after those that came before.
	 */
	void asks(String lockName, Attempt attempt) {
		add(this.attempts, lockName, attempt, false);
	}

	void asksNoMore(String lockName, Attempt attempt) {
		remove(this.attempts, lockName, attempt);
	}

	/**
	 * What is sent about the lock is sent on behalf of its holder.
	 */
	void holds(String lockName, Holding holding) {
		add(this.holdings, lockName, holding, true);
	}

	void holdsNoMore(String lockName, Holding holding) {
		remove(this.holdings, lockName, holding);
	}

	@Override
	public ContextView asking(String lockName) {
		return (this.observer != null) ? context(this.attempts, lockName) : Context.empty();
	}

	@Override
	public ContextView holding(String lockName) {
		return (this.observer != null) ? context(this.holdings, lockName) : Context.empty();
	}

	private static <R extends Requesting> void add(Map<String, Deque<R>> register, String lockName, R requesting,
			boolean first) {
		if (requesting == UNOBSERVED) {
			return;
		}
		register.compute(lockName, (name, all) -> {
			Deque<R> present = (all != null) ? all : new ArrayDeque<>(2);
			if (first) {
				present.addFirst(requesting);
			}
			else {
				present.addLast(requesting);
			}
			return present;
		});
	}

	private static <R extends Requesting> void remove(Map<String, Deque<R>> register, String lockName, R requesting) {
		if (requesting == UNOBSERVED) {
			return;
		}
		register.computeIfPresent(lockName, (name, all) -> {
			all.remove(requesting);
			return all.isEmpty() ? null : all;
		});
	}

	private static <R extends Requesting> ContextView context(Map<String, Deque<R>> register, String lockName) {
		AtomicReference<@Nullable R> first = new AtomicReference<>();
		register.computeIfPresent(lockName, (name, all) -> {
			first.set(all.peekFirst());
			return all;
		});
		R requesting = first.get();
		return (requesting != null) ? guarded(requesting::forRequests, BACKGROUND) : BACKGROUND;
	}

	private static <T> T guarded(Supplier<T> call, T otherwise) {
		try {
			return call.get();
		}
		catch (RuntimeException ex) {
			logger.warn("A lock observer failed", ex);
			return otherwise;
		}
	}

	private static void guarded(Runnable call) {
		guarded(() -> {
			call.run();
			return true;
		}, true);
	}

	/**
	 * Follows nothing.
	 */
	private static final class Unobserved implements Attempt, Holding {

		@Override
		public void ended(AcquireOutcome outcome, boolean contended, @Nullable Throwable failure) {
			// not observed
		}

		@Override
		public Holding handedOut(HeldLock lock) {
			return this;
		}

		@Override
		public Scope open() {
			return NO_SCOPE;
		}

		@Override
		public Context into(Context context) {
			return context;
		}

		@Override
		public void ended(HeldOutcome outcome, @Nullable Throwable loss) {
			// not observed
		}

		@Override
		public ContextView forRequests() {
			return Context.empty();
		}

	}

	private record GuardedAttempt(Attempt attempt) implements Attempt {

		@Override
		public void ended(AcquireOutcome outcome, boolean contended, @Nullable Throwable failure) {
			guarded(() -> this.attempt.ended(outcome, contended, failure));
		}

		@Override
		public Holding handedOut(HeldLock lock) {
			Holding holding = guarded(() -> this.attempt.handedOut(lock), UNOBSERVED);
			return (holding != UNOBSERVED) ? new GuardedHolding(holding) : holding;
		}

		@Override
		public ContextView forRequests() {
			return this.attempt.forRequests();
		}

	}

	private record GuardedHolding(Holding holding) implements Holding {

		@Override
		public Scope open() {
			Scope scope = guarded(this.holding::open, NO_SCOPE);
			return () -> guarded(scope::close);
		}

		@Override
		public Context into(Context context) {
			return guarded(() -> this.holding.into(context), context);
		}

		@Override
		public void ended(HeldOutcome outcome, @Nullable Throwable loss) {
			guarded(() -> this.holding.ended(outcome, loss));
		}

		@Override
		public ContextView forRequests() {
			return this.holding.forRequests();
		}

	}

}
