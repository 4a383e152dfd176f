package io.octostore.lock;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.LockInterruptedException;
import io.octostore.OctoStoreValidationException;
import io.octostore.authority.LockAuthority;
import io.octostore.lending.Callbacks;
import io.octostore.lending.Lender;
import io.octostore.lending.Loan;
import io.octostore.lending.Waiting;

/**
 * Locks of one instance: brackets bodies, and blocks on behalf of callers. Which of them
 * has a lock is the {@link Lender}'s business.
 */
final class DefaultOctoStoreLocks implements OctoStoreLocks, LocksControl {

	private static final Logger logger = LoggerFactory.getLogger(DefaultOctoStoreLocks.class);

	private final Lender lender;

	private final LockArguments arguments;

	private final Borrowings borrowings;

	private final Duration shutdownTimeout;

	private @Nullable ReactiveOctoStoreLocks reactive;

	DefaultOctoStoreLocks(OctoStoreLocksBuilder builder) {
		Observers observers = new Observers(builder.observer());
		List<LockAuthority> authorities = builder.authorities(observers);
		Callbacks callbacks = new Callbacks();
		Listeners listeners = new Listeners(builder.listeners(), callbacks);
		Lender lent = new Lender(authorities, builder.clock(), builder.scheduler(), builder.random(),
				builder.acquireTimeout(), callbacks, listeners);
		this.lender = lent;
		this.arguments = new LockArguments(authorities.get(0).traits(), builder, () -> lent.loans().size());
		this.arguments.problem().ifPresent((problem) -> logger.warn("{}", problem));
		this.borrowings = new Borrowings(this.lender, this.arguments, listeners, observers, builder.random(),
				ConcurrentHashMap.newKeySet());
		this.shutdownTimeout = builder.shutdownTimeout();
	}

	@Override
	public Optional<HeldLock> tryAcquire(String name, LockOptions options) {
		options.waitFor().filter((waitFor) -> !waitFor.isZero()).ifPresent((waitFor) -> {
			throw new OctoStoreValidationException(
					"tryAcquire does not wait, but waitFor is " + waitFor + ": use acquire");
		});
		try {
			return Optional.of(acquire(name, options.withWaitFor(Duration.ZERO)));
		}
		catch (LockAcquireTimeoutException ex) {
			// No answer in time, which does not say that the lock is held
			throw ex;
		}
		catch (LockHeldException ex) {
			return Optional.empty();
		}
	}

	@Override
	public HeldLock acquire(String name, LockOptions options) {
		return borrow(name, options).forCaller();
	}

	@Override
	public HeldLocks acquireAll(Collection<String> names, LockOptions options) {
		names.forEach((name) -> this.arguments.check(name, options));
		Duration waitFor = this.arguments.withDefaults(options).waitFor().orElse(Duration.ZERO);
		return LockSet.acquire(names, options.withWaitFor(waitFor), this::acquire, this.lender::now);
	}

	@Override
	@SuppressWarnings("NullAway") // a Mono is empty where a future has null
	public <T extends @Nullable Object> CompletableFuture<T> executeAsync(String name, LockOptions options,
			Function<? super HeldLock, ? extends CompletionStage<? extends T>> body) {
		return reactive().<T>withLock(name, options, (lock) -> Mono.fromCompletionStage(body.apply(lock)))
			.publishOn(Schedulers.boundedElastic())
			.toFuture();
	}

	@Override
	public <T extends @Nullable Object, E extends Throwable> T executeChecked(String name, LockOptions options,
			LockedBody<T, E> body) throws E {
		LockHandle outer = CurrentLock.held(this.lender,
				this.arguments.permits(this.arguments.fullName(name), options));
		if (outer != null) {
			return LockedExecution.runInside(outer, body);
		}
		return LockedExecution.run(borrow(name, options), body);
	}

	/**
	 * Take one of the permits: try each, and wait for the last one.
	 */
	private LockHandle borrow(String name, LockOptions options) {
		this.arguments.check(name, options);
		Iterator<String> permits = this.borrowings.inOrder(name, options).iterator();
		LockObserver.Attempt attempt = this.borrowings.observe(name, options, Context.empty());
		while (true) {
			String permit = permits.next();
			if (!permits.hasNext()) {
				return borrow(permit, options, true, attempt);
			}
			try {
				return borrow(permit, options, false, attempt);
			}
			catch (LockHeldException ex) {
				logger.trace("{}", ex.getMessage());
			}
		}
	}

	private LockHandle borrow(String permit, LockOptions options, boolean last, LockObserver.Attempt attempt) {
		String name = this.arguments.fullName(permit);
		if (Waiting.isForbidden()) {
			throw new IllegalStateException(
					"Lock '" + name + "' cannot be acquired on thread " + Thread.currentThread().getName()
							+ ", which must not block: it may be the one that brings the answer; use reactive()");
		}
		try {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			return this.borrowings.begin(permit, options, last, attempt).await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LockInterruptedException(name, ex);
		}
	}

	@Override
	public synchronized ReactiveOctoStoreLocks reactive() {
		if (this.reactive == null) {
			this.reactive = new DefaultReactiveOctoStoreLocks(this.borrowings);
		}
		return this.reactive;
	}

	@Override
	public void confirm() {
		this.lender.confirm();
	}

	@Override
	public boolean revoke(String lockName) {
		List<Loan> found = this.lender.loans()
			.stream()
			.filter((loan) -> loan.name().equals(lockName) && loan.isHeld())
			.toList();
		found.forEach(Loan::revoke);
		return !found.isEmpty();
	}

	@Override
	public void acknowledgeFencingRegression() {
		this.lender.acknowledgeFencingRegression();
	}

	@Override
	public LockActivity activity() {
		List<LockActivity.Held> held = this.lender.loans()
			.stream()
			.sorted(Comparator.comparing(Loan::name))
			.map((loan) -> new LockActivity.Held(loan.name(), loan.label(), loan.fencingToken(), loan.lentFor(),
					loan.remaining()))
			.toList();
		int limitUsed = this.lender.mostWithOneCredential(held.stream().map(LockActivity.Held::name).toList());
		List<LockActivity.Waiter> waiters = this.borrowings.waiting()
			.stream()
			.map(Borrowing::describe)
			.sorted(Comparator.comparing(LockActivity.Waiter::name)
				.thenComparing(LockActivity.Waiter::waitedFor, Comparator.reverseOrder()))
			.toList();
		return new LockActivity(held, this.lender.waiting(), sessionState(), limitUsed, waiters);
	}

	private LockActivity.Session sessionState() {
		if (this.lender.isClosing()) {
			return LockActivity.Session.CLOSED;
		}
		return switch (this.lender.sessionStatus()) {
			case NONE -> LockActivity.Session.NONE;
			case CREATING -> LockActivity.Session.CREATING;
			case ALIVE -> LockActivity.Session.ALIVE;
			case AT_RISK -> LockActivity.Session.AT_RISK;
			case LOST -> LockActivity.Session.LOST;
			case UNUSED -> LockActivity.Session.UNUSED;
		};
	}

	@Override
	public void suspend() {
		this.lender.suspend();
	}

	@Override
	public void resume() {
		this.lender.resume();
	}

	@Override
	public void close() {
		close(this.shutdownTimeout);
	}

	@Override
	public void close(Duration timeout) {
		this.lender.close(timeout);
	}

}
