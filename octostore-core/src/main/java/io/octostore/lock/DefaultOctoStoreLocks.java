package io.octostore.lock;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
import io.octostore.lending.Permits;
import io.octostore.lending.Waiting;

/**
 * Locks of one instance: brackets bodies, and blocks on behalf of callers. Which of them
 * has a lock is the {@link Lender}'s business.
 */
final class DefaultOctoStoreLocks implements OctoStoreLocks, LocksControl {

	private static final Logger logger = LoggerFactory.getLogger(DefaultOctoStoreLocks.class);

	private final Lender lender;

	private final LockTerms terms;

	private final LockCalls calls;

	private final Duration shutdownTimeout;

	private final ReactiveOctoStoreLocks reactive;

	DefaultOctoStoreLocks(OctoStoreLocksBuilder builder) {
		Observers observers = new Observers(builder.observer());
		List<LockAuthority> authorities = builder.authorities(observers);
		Callbacks callbacks = new Callbacks();
		Listeners listeners = new Listeners(builder.listeners(), callbacks);
		Lender lent = new Lender(authorities, builder.clock(), builder.scheduler(), builder.random(),
				builder.acquireTimeout(), callbacks, listeners);
		this.lender = lent;
		this.terms = new LockTerms(authorities.get(0).traits(), builder, () -> lent.loans().size());
		this.terms.problem().ifPresent((problem) -> logger.warn("{}", problem));
		this.calls = new LockCalls(this.lender, this.terms, listeners, observers, builder.random());
		this.shutdownTimeout = builder.shutdownTimeout();
		this.reactive = new DefaultReactiveOctoStoreLocks(this.calls);
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
		names.forEach((name) -> this.terms.check(name, options));
		Duration waitFor = this.terms.withDefaults(options).waitFor().orElse(Duration.ZERO);
		return LockSet.acquire(names, options.withWaitFor(waitFor), this::acquire, this.lender::now);
	}

	@Override
	@SuppressWarnings("NullAway") // a Mono is empty where a future has null
	public <T extends @Nullable Object> CompletableFuture<T> executeAsync(String name, LockOptions options,
			Function<? super HeldLock, ? extends CompletionStage<? extends T>> body) {
		return this.reactive.<T>withLock(name, options, (lock) -> Mono.fromCompletionStage(() -> body.apply(lock)))
			.publishOn(Schedulers.boundedElastic())
			.toFuture();
	}

	@Override
	public <T extends @Nullable Object, E extends Throwable> T executeChecked(String name, LockOptions options,
			LockedBody<T, E> body) throws E {
		LockHandle outer = CurrentLock.held(this.lender,
				Permits.names(this.terms.fullName(name), this.terms.permits(options)));
		if (outer != null) {
			return LockedExecution.runInside(outer, body);
		}
		return LockedExecution.run(borrow(name, options), body);
	}

	/**
	 * Take one of the permits: try each, and wait for the last one.
	 */
	private LockHandle borrow(String name, LockOptions options) {
		this.terms.check(name, options);
		Iterator<String> permits = this.calls.inOrder(name, options).iterator();
		LockObserver.Attempt attempt = this.calls.observe(name, options, Context.empty());
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
		String name = this.terms.fullName(permit);
		if (Waiting.isForbidden()) {
			throw new IllegalStateException(
					"Lock '" + name + "' cannot be acquired on thread " + Thread.currentThread().getName()
							+ ", which must not block: it may be the one that brings the answer; use reactive()");
		}
		try {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			return this.calls.begin(permit, options, last, attempt).await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LockInterruptedException(name, ex);
		}
	}

	@Override
	public ReactiveOctoStoreLocks reactive() {
		return this.reactive;
	}

	@Override
	public void confirm() {
		this.lender.confirm();
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
		return new LockActivity(held, this.lender.waiting(), sessionState(), limitUsed);
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
