package io.octostore.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.LocksClosedException;
import io.octostore.NotLeaderException;
import io.octostore.election.ElectionState.Campaigning;
import io.octostore.election.ElectionState.End;
import io.octostore.election.ElectionState.Leading;
import io.octostore.election.ElectionState.Pausing;
import io.octostore.election.ElectionState.Resting;
import io.octostore.election.ElectionState.Returning;
import io.octostore.election.ElectionState.Revoking;
import io.octostore.internal.Outage;
import io.octostore.internal.Safeguard;
import io.octostore.internal.ThreadRandom;
import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseScheduler;
import io.octostore.lease.LeaseScheduler.Cancellable;
import io.octostore.lease.SerialContext;

/**
 * An election on terms of a source. Its state changes in its serial context only.
 */
final class DefaultLeaderElection implements LeaderElection {

	private static final Logger logger = LoggerFactory.getLogger(LeaderElection.class);

	/** How long {@link #close()} waits for answers, beyond the grace period. */
	private static final Duration LAST_GRACE = Duration.ofSeconds(4);

	private static final Duration SHORTEST_LOOK = Duration.ofMillis(1);

	private final String name;

	private final TermSource source;

	private final Duration yieldPause;

	private final Duration gracePeriod;

	private final LeaseClock clock;

	private final LeaseScheduler scheduler;

	private final RandomGenerator random;

	private final ElectionThreads threads;

	private final ListenerCalls listeners;

	private final SerialContext serial = new SerialContext();

	private volatile ElectionState state = new Resting();

	private volatile @Nullable Throwable failure;

	private volatile boolean wanted;

	private volatile boolean closed;

	// Serial context only

	private final List<CompletableFuture<Void>> waiting = new ArrayList<>();

	private @Nullable Cancellable grace;

	private final Outage outage = new Outage();

	private int losses;

	private int pauses;

	DefaultLeaderElection(String name, TermSource source, Duration yieldPause, Duration gracePeriod) {
		this(name, source, yieldPause, gracePeriod, LeaseClock.system(), LeaseScheduler.system(), ThreadRandom.INSTANCE,
				ElectionThreads.of(name));
	}

	DefaultLeaderElection(String name, TermSource source, Duration yieldPause, Duration gracePeriod, LeaseClock clock,
			LeaseScheduler scheduler, RandomGenerator random, ElectionThreads threads) {
		this.name = name;
		this.source = source;
		this.yieldPause = yieldPause;
		this.gracePeriod = gracePeriod;
		this.clock = clock;
		this.scheduler = scheduler;
		this.random = random;
		this.threads = threads;
		this.listeners = new ListenerCalls(threads.listeners());
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public void start() {
		if (this.closed) {
			throw new IllegalStateException("The election '" + this.name + "' is closed");
		}
		this.wanted = true;
		this.serial.execute(() -> {
			if (this.state instanceof Resting) {
				proceed(Duration.ZERO);
			}
		});
	}

	@Override
	public CompletableFuture<Void> stop() {
		this.wanted = false;
		return whenGivenUp(() -> {
			this.failure = null;
			if (this.state instanceof Pausing pausing) {
				pausing.timer().cancel();
				become(new Resting());
			}
			else if (this.state instanceof Campaigning campaigning && campaigning.attempt().cancel(false)) {
				become(new Resting());
			}
			else {
				giveUp(End.STOPPED);
			}
		});
	}

	@Override
	public CompletableFuture<Void> yieldLeadership() {
		return whenGivenUp(() -> giveUp(End.YIELDED));
	}

	private CompletableFuture<Void> whenGivenUp(Runnable task) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.serial.execute(() -> {
			task.run();
			this.waiting.add(done);
			tellWaiting();
		});
		return done.copy();
	}

	private void tellWaiting() {
		boolean busy = this.state instanceof Leading || this.state instanceof Revoking
				|| this.state instanceof Returning || (!this.wanted && this.state instanceof Campaigning);
		if (!busy && !this.waiting.isEmpty()) {
			List<CompletableFuture<Void>> done = List.copyOf(this.waiting);
			this.waiting.clear();
			this.threads.listeners().execute(() -> done.forEach((future) -> future.complete(null)));
		}
	}

	@Override
	public boolean isRunning() {
		return this.wanted;
	}

	@Override
	public Optional<Leadership> leadership() {
		return (this.state instanceof Leading leading && leading.term().isLeader()) ? Optional.of(leading.term())
				: Optional.empty();
	}

	@Override
	public Optional<Throwable> failure() {
		return Optional.ofNullable(this.failure);
	}

	@Override
	public void addListener(LeadershipListener listener) {
		this.listeners.add(Objects.requireNonNull(listener, "listener"));
		if (this.state instanceof Leading leading) {
			this.listeners.granted(leading.term());
		}
	}

	@Override
	public <T extends @Nullable Object, E extends Throwable> T executeChecked(LeaderBody<T, E> body) throws E {
		if (!(this.state instanceof Leading leading)) {
			throw new NotLeaderException(this.name, null);
		}
		return leading.term().run(body);
	}

	// Serial context only

	private void become(ElectionState next) {
		if (!this.state.leadsTo(next)) {
			throw new IllegalStateException(this.state + " does not lead to " + next);
		}
		this.state = next;
	}

	/**
	 * Campaign after a pause, if that is wanted still.
	 */
	private void proceed(Duration pause) {
		if (!this.wanted) {
			if (!(this.state instanceof Resting)) {
				become(new Resting());
			}
		}
		else if (pause.isZero()) {
			campaign();
		}
		else {
			int number = ++this.pauses;
			become(new Pausing(later(() -> {
				if (this.state instanceof Pausing && this.pauses == number) {
					proceed(Duration.ZERO);
				}
			}, pause)));
		}
		tellWaiting();
	}

	private Cancellable later(Runnable task, Duration delay) {
		return this.scheduler.schedule(() -> this.serial.execute(task), delay);
	}

	@SuppressWarnings("FutureReturnValueIgnored") // what it brings is a task of its own
	private void campaign() {
		CompletableFuture<? extends HeldTerm> attempt = attempt();
		become(new Campaigning(attempt));
		attempt.whenComplete((held, problem) -> this.serial.execute(() -> {
			if (held != null) {
				elected(attempt, held);
			}
			else if (isCurrent(attempt)) {
				failed(problem);
			}
		}));
	}

	private CompletableFuture<? extends HeldTerm> attempt() {
		try {
			return this.source.campaign();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.<HeldTerm>failedFuture(ex);
		}
	}

	private boolean isCurrent(CompletableFuture<? extends HeldTerm> attempt) {
		return this.state instanceof Campaigning campaigning && campaigning.attempt() == attempt;
	}

	@SuppressWarnings("FutureReturnValueIgnored") // no caller waits for a term that none
													// wants
	private void elected(CompletableFuture<? extends HeldTerm> attempt, HeldTerm held) {
		if (!isCurrent(attempt)) {
			held.resign();
			return;
		}
		if (!this.wanted) {
			giveBack(held, End.STOPPED);
			return;
		}
		this.failure = null;
		this.outage.over();
		long since = this.clock.now();
		LedTerm term = new LedTerm(this.name, held);
		become(new Leading(term));
		logger.info("This instance leads '{}' from now on (fencing token {})", this.name, held.term());
		this.listeners.granted(term);
		held.onLost((loss) -> this.serial.execute(() -> lost(term, since)));
		watchDeadline(term, since);
	}

	/**
	 * The loss is told by the engine too, on threads that listeners of users may block.
	 */
	@Safeguard("leaders-look-at-their-deadline")
	private void watchDeadline(LedTerm term, long since) {
		if (this.state.endsWith(term)) {
			if (!term.held().isLeader()) {
				lost(term, since);
				return;
			}
			Duration remaining = term.held().remaining();
			later(() -> watchDeadline(term, since),
					(remaining.compareTo(SHORTEST_LOOK) > 0) ? remaining : SHORTEST_LOOK);
		}
	}

	private void lost(LedTerm term, long since) {
		if (!this.state.endsWith(term)) {
			return;
		}
		boolean first = this.state instanceof Leading;
		this.losses = (this.clock.now() - since >= ElectionTimings.GOOD_TERM) ? 1 : this.losses + 1;
		become(new Revoking(term, End.LOST));
		// What was lost, and why, is in the log already, as for every lock and room
		logger.debug("This instance no longer leads '{}' (fencing token {})", this.name, term.fencingToken());
		if (first) {
			revoke(term);
		}
		this.threads.interrupts().execute(term::interruptBodies);
	}

	private void giveUp(End why) {
		if (this.state instanceof Leading leading) {
			LedTerm term = leading.term();
			this.losses = 0;
			become(new Revoking(term, why));
			logger.info("This instance gives up the leadership of '{}'", this.name);
			this.grace = this.scheduler.schedule(() -> this.threads.interrupts().execute(term::interruptBodies),
					this.gracePeriod);
			revoke(term);
		}
	}

	/**
	 * Tell all code that needs the leadership of its end, and give the term back when
	 * that code has ended.
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // what it brings is a task of its own
	private void revoke(LedTerm term) {
		CompletableFuture<Void> bodiesEnded = new CompletableFuture<>();
		CompletableFuture<Void> listenersTold = new CompletableFuture<>();
		term.revoke(() -> bodiesEnded.complete(null));
		this.threads.interrupts().execute(this.listeners::interruptBeginning);
		this.listeners.revoked(term, () -> listenersTold.complete(null));
		quiet(bodiesEnded, listenersTold).whenComplete((nothing, problem) -> this.serial.execute(() -> {
			if (this.state instanceof Revoking revoking && revoking.term() == term) {
				giveBack(term.held(), revoking.why());
			}
		}));
	}

	@Safeguard("leadership-is-given-back-when-its-code-has-ended")
	private static CompletableFuture<Void> quiet(CompletableFuture<Void> bodiesEnded,
			CompletableFuture<Void> listenersTold) {
		return CompletableFuture.allOf(bodiesEnded, listenersTold);
	}

	@SuppressWarnings("FutureReturnValueIgnored") // what it brings is a task of its own
	private void giveBack(HeldTerm held, End why) {
		if (this.grace != null) {
			this.grace.cancel();
			this.grace = null;
		}
		become(new Returning(why));
		held.resign().whenComplete((ended, problem) -> this.serial.execute(() -> proceed(pauseAfter(why))));
	}

	@Safeguard("who-yields-lets-others-go-first")
	private Duration pauseAfter(End why) {
		return switch (why) {
			case STOPPED -> Duration.ZERO;
			case YIELDED -> this.yieldPause;
			case LOST -> ElectionTimings.afterLoss(this.losses, this.random);
		};
	}

	private void failed(Throwable problem) {
		if (problem instanceof LocksClosedException) {
			logger.debug("The election '{}' ends, because its locks are closed", this.name);
			this.wanted = false;
		}
		else if (this.wanted) {
			this.failure = problem;
			switch (this.outage.failed(this.clock.now())) {
				case BEGINS ->
					logger.warn("The campaign for '{}' failed and is repeated: {}", this.name, problem.getMessage());
				case GOES_ON -> logger.warn("The campaign for '{}' still fails after {} s: {}", this.name,
						this.outage.seconds(this.clock.now()), problem.getMessage());
				case NONE -> logger.debug("The campaign for '{}' failed again: {}", this.name, problem.getMessage());
			}
		}
		proceed(ElectionTimings.afterFailure(this.outage.failures(), this.random));
	}

	@Override
	public void close() {
		this.closed = true;
		DefaultLeaderRooms.await(stop(), this.gracePeriod.plus(LAST_GRACE),
				() -> logger.warn(
						"Code that needs the leadership of '{}' has not ended: the leadership is kept until it expires",
						this.name));
		this.source.close();
		this.scheduler.close();
		this.threads.close();
	}

	@Override
	public String toString() {
		return "LeaderElection[" + this.name + ", running=" + this.wanted + ", leader=" + isLeader() + "]";
	}

}
