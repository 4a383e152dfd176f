package io.octostore.lock;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.LockInterruptedException;
import io.octostore.LockNameRule;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreValidationException;
import io.octostore.authority.AuthorityTraits;
import io.octostore.authority.LockAuthority;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseEvents;
import io.octostore.lease.LeaseScheduler;
import io.octostore.lease.LeaseTerms;
import io.octostore.lease.LeaseTimings;
import io.octostore.lending.LockQueues;
import io.octostore.lending.Partition;
import io.octostore.lending.Partitions;
import io.octostore.lending.Waiting;
import io.octostore.lock.LockListener.ConfirmEvent;
import io.octostore.lock.LockListener.ConfirmOutcome;
import io.octostore.lock.LockListener.EndEvent;
import io.octostore.lock.LockListener.HandOutEvent;
import io.octostore.lock.LockListener.HeldOutcome;

/**
 * Locks of one instance: checks arguments, waits on behalf of callers, and brackets
 * bodies. What happens to leases is the engine's.
 */
final class DefaultOctoStoreLocks implements OctoStoreLocks, LocksControl {

	private static final Logger logger = LoggerFactory.getLogger(DefaultOctoStoreLocks.class);

	/** How long borrowers get to return after they were told of the shutdown. */
	private static final Duration LAST_GRACE = Duration.ofSeconds(2);

	/** What a call takes beside its requests, at most. */
	private static final Duration ANSWER_MARGIN = Duration.ofSeconds(2);

	private final LeaseClock clock;

	private final LeaseScheduler scheduler;

	private final AuthorityTraits traits;

	private final @Nullable Duration sessionTtl;

	private final Partitions partitions;

	private final Callbacks callbacks;

	private final Observers observers;

	private final RandomGenerator random;

	private final String namePrefix;

	private final LockNameRule nameRule;

	private final LockOptions defaults;

	private final boolean adaptiveTtl;

	private final Duration shutdownTimeout;

	private final Duration acquireTimeout;

	private final DroppedLocks dropped = new DroppedLocks();

	private final Set<BorrowedLock> borrowed = ConcurrentHashMap.newKeySet();

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private final DefaultReactiveOctoStoreLocks reactive = new DefaultReactiveOctoStoreLocks(this);

	private volatile boolean closing;

	DefaultOctoStoreLocks(OctoStoreLocksBuilder builder) {
		this.clock = builder.clock();
		this.scheduler = builder.scheduler();
		this.observers = new Observers(builder.observer());
		List<LockAuthority> authorities = builder.authorities(this.observers);
		this.traits = authorities.get(0).traits();
		this.sessionTtl = builder.sessionTtl();
		this.namePrefix = builder.namePrefix().isEmpty() ? "" : builder.namePrefix() + ".";
		this.nameRule = builder.nameRule();
		this.defaults = builder.defaults();
		this.adaptiveTtl = builder.isTtlAdaptive();
		this.shutdownTimeout = builder.shutdownTimeout();
		this.acquireTimeout = builder.acquireTimeout();
		terms(LockOptions.defaults()).problem().ifPresent((problem) -> logger.warn("{}", problem));
		if (!this.namePrefix.isEmpty()) {
			this.nameRule.check(builder.namePrefix());
		}
		this.callbacks = new Callbacks(builder.listeners());
		LeaseEvents events = new Confirmations();
		this.random = builder.random();
		this.partitions = new Partitions(authorities.stream()
			.map((authority) -> new Partition(authority, this.clock, this.scheduler, builder.random(),
					this.acquireTimeout, events))
			.toList());
	}

	@Override
	public Optional<HeldLock> tryAcquire(String name, LockOptions options) {
		options.waitFor().filter((waitFor) -> !waitFor.isZero()).ifPresent((waitFor) -> {
			throw new OctoStoreValidationException(
					"tryAcquire does not wait, but waitFor is " + waitFor + ": use acquire");
		});
		try {
			return Optional.of(this.dropped.watch(borrow(name, options.withWaitFor(Duration.ZERO))));
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
		return this.dropped.watch(borrow(name, options));
	}

	@Override
	public HeldLocks acquireAll(Collection<String> names, LockOptions options) {
		LockOptions all = options.orElse(this.defaults);
		names.forEach((name) -> check(name, all));
		return LockSet.acquire(names, all, this::acquire, this.clock::now);
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
		HeldLock outer = CurrentLock.held(this, Permits.names(this.namePrefix + name, permits(options)));
		if (outer != null) {
			return LockedExecution.run(this, outer, body, null);
		}
		return run(borrow(name, options), body);
	}

	/**
	 * Run a body on behalf of one user of a lock, who leaves it then.
	 */
	<T extends @Nullable Object, E extends Throwable> T run(BorrowedLock lock, LockedBody<T, E> body) throws E {
		BodyGate gate = new BodyGate(Thread.currentThread());
		if (lock.onLost() == OnLost.INTERRUPT) {
			lock.signalLoss((loss) -> this.callbacks.interruptLater(gate::interrupt));
		}
		LockObserver.Scope scope = lock.holding().open();
		try {
			return LockedExecution.run(this, lock, body, gate);
		}
		catch (Throwable ex) {
			lock.endsExceptionally();
			throw ex;
		}
		finally {
			scope.close();
			if (lock.leave()) {
				lock.close();
			}
		}
	}

	/**
	 * Take one of the permits: try each, and wait for the last one.
	 */
	private BorrowedLock borrow(String name, LockOptions options) {
		check(name, options);
		Iterator<String> permits = inOrder(name, options).iterator();
		LockObserver.Attempt attempt = observe(name, options, Context.empty());
		while (true) {
			String permit = permits.next();
			if (!permits.hasNext()) {
				return borrow(acquisition(permit, options, true, attempt));
			}
			try {
				return borrow(acquisition(permit, options, false, attempt));
			}
			catch (LockHeldException ex) {
				logger.trace("{}", ex.getMessage());
			}
		}
	}

	/**
	 * Let the observer follow a caller, whose arguments have been checked.
	 */
	LockObserver.Attempt observe(String name, LockOptions options, ContextView context) {
		return this.observers.begin(this.namePrefix + name,
				options.orElse(this.defaults).label().orElse(LockOptions.NO_LABEL), context);
	}

	/**
	 * Names of the locks that a caller asks for one after the other.
	 */
	List<String> inOrder(String name, LockOptions options) {
		return Permits.rotated(name, permits(options), this.random);
	}

	private int permits(LockOptions options) {
		return options.orElse(this.defaults).permits().orElse(1);
	}

	private BorrowedLock borrow(LockAcquisition acquisition) {
		try {
			return borrowInterruptibly(acquisition);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LockInterruptedException(acquisition.name(), ex);
		}
	}

	private BorrowedLock borrowInterruptibly(LockAcquisition acquisition) throws InterruptedException {
		if (Waiting.isForbidden()) {
			throw new IllegalStateException(
					"Lock '" + acquisition.name() + "' cannot be acquired on thread " + Thread.currentThread().getName()
							+ ", which must not block: it may be the one that brings the answer; use reactive()");
		}
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		Lease lease;
		try {
			lease = await(acquisition, acquisition.begin());
		}
		catch (Throwable ex) {
			acquisition.failed(ex);
			throw ex;
		}
		BorrowedLock lock = acquisition.lend(lease);
		lock.acquiredBy(Thread.currentThread());
		return lock;
	}

	/**
	 * Check the arguments of a caller before anything is done for it.
	 * @throws OctoStoreValidationException if the name or the options break a rule
	 */
	void check(String name, LockOptions options) {
		List<String> permits = Permits.names(name, permits(options));
		// The name of the last permit is the longest
		checkName(permits.get(permits.size() - 1));
		terms(options);
	}

	private String checkName(String name) {
		return this.nameRule.check(this.namePrefix + name);
	}

	/**
	 * Prepare to acquire; nothing happens before it begins.
	 * @param last whether the caller gives up afterwards, or else asks for another permit
	 * @param attempt follows the caller
	 * @throws OctoStoreValidationException if the name or the options break a rule
	 */
	LockAcquisition acquisition(String name, LockOptions options, boolean last, LockObserver.Attempt attempt) {
		String fullName = checkName(name);
		LockOptions all = options.orElse(this.defaults);
		LeaseTerms terms = HoldTerms.of(terms(options), hold(options), this.traits, fullName, this.nameRule);
		return new LockAcquisition(this, fullName, terms, all, last, attempt);
	}

	OnLost onLost(LockOptions options) {
		return options.onLost()
			.filter((onLost) -> onLost != OnLost.DEFAULT)
			.or(this.defaults::onLost)
			.orElse(OnLost.INTERRUPT);
	}

	@Override
	public DefaultReactiveOctoStoreLocks reactive() {
		return this.reactive;
	}

	LockQueues queues(String name) {
		return this.partitions.queues(name);
	}

	private LeaseTerms terms(LockOptions options) {
		if (this.sessionTtl == null) {
			return LeaseTerms.withoutSession(ttl(options, LeaseTimings.DEFAULT_SESSION_TTL)).checked(this.traits);
		}
		Duration configured = profile(options).sessionTtl(this.sessionTtl);
		Duration session = HoldTerms.sessionTtl(configured, hold(options), this.traits.sessionTtl());
		Duration ttl = ttl(options, session);
		boolean dedicated = options.orElse(this.defaults).dedicatedSession().orElse(false);
		LeaseTerms asked = LeaseTerms.inSession(ttl, configured, dedicated).checked(this.traits);
		return session.equals(configured) ? asked
				: LeaseTerms.inSession((ttl.compareTo(session) < 0) ? session : ttl, session, dedicated);
	}

	private Duration hold(LockOptions options) {
		return options.orElse(this.defaults).holdAtLeast().orElse(Duration.ZERO);
	}

	private SessionProfile profile(LockOptions options) {
		return options.orElse(this.defaults).profile().orElse(SessionProfile.DEFAULT);
	}

	private Duration ttl(LockOptions options, Duration session) {
		Optional<Duration> asked = options.ttl();
		if (asked.isPresent()) {
			return asked.get();
		}
		if (this.adaptiveTtl) {
			return this.traits.lockTtl().closest(LeaseTimings.adaptiveLockTtl(session, this.borrowed.size() + 1));
		}
		Duration automatic = this.traits.lockTtl().closest(LeaseTimings.defaultLockTtl(session));
		return this.defaults.ttl()
			.filter((ttl) -> profile(options) == SessionProfile.DEFAULT || ttl.compareTo(session) >= 0)
			.orElse(automatic);
	}

	private static Lease await(LockAcquisition acquisition, CompletableFuture<Lease> grant)
			throws InterruptedException {
		try {
			return grant.get(acquisition.limit().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			acquisition.abandon(ex);
			throw ex;
		}
		catch (TimeoutException ex) {
			acquisition.abandon(ex);
			throw acquisition.explained(acquisition.overdue(ex));
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof OctoStoreException cause) {
				OctoStoreException failure = acquisition.explained(cause);
				// Show the caller's stack; the cause still has the one that failed
				failure.fillInStackTrace();
				throw failure;
			}
			throw new IllegalStateException("Lock '" + acquisition.name() + "' could not be acquired", ex.getCause());
		}
	}

	/**
	 * Name the caller in this JVM that has a lock, where that is why it was not acquired.
	 */
	OctoStoreException explained(String name, OctoStoreException failure) {
		return LocalHolders.explain(name, failure, this.borrowed, this.clock.now());
	}

	BorrowedLock lend(Lease lease, LockOptions options, boolean shared, LockObserver.Attempt attempt) {
		BorrowedLock lock = new BorrowedLock(this, lease, options, this.clock.now(), shared);
		lock.follow(attempt.handedOut(lock));
		this.observers.holds(lock.name(), lock.holding());
		this.borrowed.add(lock);
		Duration maxHold = options.maxHold().orElse(Duration.ZERO);
		if (!maxHold.isZero()) {
			lock.limitTo(maxHold);
		}
		this.callbacks.tell((listener) -> listener.lockHandedOut(new HandOutEvent(lock, lock.label())));
		return lock;
	}

	RetainedLock watch(BorrowedLock lock, Retention retention) {
		return this.dropped.watch(lock, retention);
	}

	void giveBack(BorrowedLock lock, Consumer<Lease.ReleaseOutcome> outcome) {
		if (!lock.lease().toBeHeld().isZero()) {
			queues(lock.name()).holdBack(lock.lease(), outcome);
		}
		else if (lock.mayBePassedOn()) {
			queues(lock.name()).passOn(lock.lease(), outcome);
		}
		else {
			queues(lock.name()).giveBack(lock.lease(), outcome);
		}
	}

	void ended(BorrowedLock lock, HeldOutcome outcome) {
		if (!this.borrowed.remove(lock)) {
			return;
		}
		this.observers.holdsNoMore(lock.name(), lock.holding());
		lock.holding().ended(outcome, LockedExecution.loss(lock));
		Duration held = Duration.ofNanos(this.clock.now() - lock.handedOutAt());
		this.callbacks.tell((listener) -> listener.lockEnded(new EndEvent(lock, lock.label(), outcome, held)));
	}

	/**
	 * How much longer than it wants to wait a caller waits at most.
	 */
	Duration answerLimit() {
		return this.acquireTimeout.multipliedBy(2).plus(ANSWER_MARGIN);
	}

	long now() {
		return this.clock.now();
	}

	Callbacks callbacks() {
		return this.callbacks;
	}

	Observers observers() {
		return this.observers;
	}

	@Override
	public void confirm() {
		this.partitions.confirm();
	}

	@Override
	public LockActivity activity() {
		long now = this.clock.now();
		List<LockActivity.Held> held = this.borrowed.stream()
			.sorted(Comparator.comparing(BorrowedLock::name))
			.map((lock) -> new LockActivity.Held(lock.name(), lock.label(), lock.fencingToken(),
					Duration.ofNanos(now - lock.handedOutAt()), lock.remaining()))
			.toList();
		int limitUsed = this.partitions.mostInOne(held.stream().map(LockActivity.Held::name).toList());
		return new LockActivity(held, this.partitions.waiting(), sessionState(), limitUsed);
	}

	private LockActivity.Session sessionState() {
		if (this.closing) {
			return LockActivity.Session.CLOSED;
		}
		return switch (this.partitions.sessionStatus()) {
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
		if (Waiting.isForbidden()) {
			throw new IllegalStateException(
					"The locks cannot be suspended on thread " + Thread.currentThread().getName()
							+ ", which must not block: it may be the one that brings the answers");
		}
		if (!this.closing) {
			this.partitions.suspend();
		}
	}

	@Override
	public void resume() {
		this.partitions.resume();
	}

	@Override
	public void acknowledgeFencingRegression() {
		this.partitions.acknowledgeFencingRegression();
	}

	@Override
	public void close() {
		close(this.shutdownTimeout);
	}

	@Override
	public void close(Duration timeout) {
		if (this.closing) {
			Waiting.quietly(this.closed, timeout.plus(LAST_GRACE).plus(LAST_GRACE));
			return;
		}
		this.closing = true;
		CompletableFuture<?> drained = this.partitions.drain();
		if (!Waiting.quietly(drained, timeout)) {
			this.borrowed.forEach((lock) -> lock.lease().endForShutdown());
			Waiting.quietly(drained, LAST_GRACE);
		}
		this.partitions.shutdown();
		this.scheduler.close();
		this.callbacks.close();
		this.closed.complete(null);
	}

	/**
	 * Passes the engine's events on, away from its serial context.
	 */
	private final class Confirmations implements LeaseEvents {

		@Override
		public void renewed(Outcome outcome, Duration duration) {
			DefaultOctoStoreLocks.this.callbacks
				.tellLater((listener) -> listener.leaseRenewed(new ConfirmEvent(outcome(outcome), duration)));
		}

		@Override
		public void keptAlive(Outcome outcome, Duration duration) {
			if (outcome == Outcome.UNCERTAIN) {
				DefaultOctoStoreLocks.this.partitions.endWatches();
			}
			DefaultOctoStoreLocks.this.callbacks
				.tellLater((listener) -> listener.sessionKeptAlive(new ConfirmEvent(outcome(outcome), duration)));
		}

		@Override
		public void ticked() {
			DefaultOctoStoreLocks.this.dropped.release();
		}

		private static ConfirmOutcome outcome(Outcome outcome) {
			return switch (outcome) {
				case CONFIRMED -> ConfirmOutcome.RENEWED;
				case GONE -> ConfirmOutcome.LOST;
				case UNCERTAIN -> ConfirmOutcome.UNCERTAIN;
			};
		}

	}

}
