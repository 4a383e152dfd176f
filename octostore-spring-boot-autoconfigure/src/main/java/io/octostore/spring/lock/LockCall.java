package io.octostore.spring.lock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import io.octostore.LockHeldException;
import io.octostore.LockInterruptedException;
import io.octostore.LocksClosedException;
import io.octostore.OctoStoreException;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.RetainedLock;
import io.octostore.spring.lock.MethodLock.Wanted;

/**
 * One call of a method whose locks the caller's thread acquires, one inside of the other.
 * Knows how many it has, because what the body throws is passed on as it is, whereas the
 * same exception from an acquire may mean a skip.
 */
final class LockCall {

	private final LockMethod method;

	private final List<Wanted> wanted;

	private final MethodInvocation invocation;

	private final OctoStoreLocks locks;

	private final SkipLog skipLog;

	private final @Nullable LockKeeper keeper;

	private final @Nullable ScheduledCall scheduled;

	private final LaterEnd laterEnd;

	private final long start = System.nanoTime();

	private int acquired;

	/**
	 * Prepare a call.
	 * @param scheduled to which fire time the call belongs, {@code null} if that is not
	 * known
	 */
	LockCall(LockMethod method, List<Wanted> wanted, MethodInvocation invocation, OctoStoreLocks locks, SkipLog skipLog,
			OuterTransactions outerTransactions, @Nullable ScheduledCall scheduled) {
		this.method = method;
		this.wanted = wanted;
		this.invocation = invocation;
		this.locks = locks;
		this.skipLog = skipLog;
		this.keeper = outerTransactions.find(method, invocation);
		this.scheduled = scheduled;
		this.laterEnd = new LaterEnd(method);
	}

	@SuppressWarnings("FutureReturnValueIgnored") // it is what the caller gets
	@Nullable Object run() throws Throwable {
		try {
			return run(0);
		}
		catch (OctoStoreException ex) {
			if (this.method.result().kind() == MethodResult.Kind.FUTURE && !isEntered()) {
				return CompletableFuture.failedFuture(ex);
			}
			throw ex;
		}
	}

	private boolean isEntered() {
		return this.acquired == this.wanted.size();
	}

	@SuppressWarnings("NullAway") // which does not see that T may be nullable
	private @Nullable Object run(int index) throws Throwable {
		Wanted next = this.wanted.get(index);
		RetainedLock kept = (this.keeper != null) ? this.keeper.find(this.locks, next.name()) : null;
		if (kept != null) {
			return kept.<@Nullable Object, Throwable>execute((lock) -> enter(index, lock));
		}
		try {
			return this.locks.<@Nullable Object, Throwable>executeChecked(next.name(), options(next, index), (lock) -> {
				if (this.keeper != null) {
					this.keeper.keep(this.locks, next.name(), CurrentLock.retain());
				}
				return enter(index, lock);
			});
		}
		catch (LockHeldException ex) {
			if (this.acquired > index || !next.lock().skip()) {
				throw ex;
			}
			this.skipLog.skipped(this.method, next, ex);
			return this.method.result().empty();
		}
		catch (LocksClosedException ex) {
			if (this.acquired > index || !this.method.mayBeLeftOut()) {
				throw ex;
			}
			this.skipLog.closed(this.method, next.name());
			return this.method.result().empty();
		}
		catch (LockInterruptedException ex) {
			throw (this.acquired > index) ? ex : interrupted(ex);
		}
		catch (OctoStoreException ex) {
			if (this.acquired > index || !this.skipLog.leavesOut(this.method, next, ex)) {
				throw ex;
			}
			return this.method.result().empty();
		}
	}

	private LockOptions options(Wanted wanted, int index) {
		LockOptions options = (this.scheduled != null) ? this.scheduled.options(wanted) : wanted.lock().optionsNow();
		return options(options, index, this.start);
	}

	/**
	 * The wait of each lock counts from the beginning of the call.
	 */
	static LockOptions options(LockOptions options, int index, long start) {
		Duration waitFor = options.waitFor().orElse(Duration.ZERO);
		if (index == 0 || waitFor.isZero()) {
			return options;
		}
		Duration left = waitFor.minusNanos(System.nanoTime() - start);
		return options.withWaitFor(left.isNegative() ? Duration.ZERO : left);
	}

	private @Nullable Object enter(int index, HeldLock lock) throws Throwable {
		this.acquired = index + 1;
		Wanted entered = this.wanted.get(index);
		this.skipLog.entered(entered.name());
		Optional<Duration> late = (this.scheduled != null) ? this.scheduled.lateBeyondHold(entered)
				: entered.lock().lateBeyondHold();
		late.ifPresent((time) -> this.skipLog.late(this.method, entered, time));
		this.laterEnd.add(lock);
		return isEntered() ? body(lock) : run(index + 1);
	}

	private @Nullable Object body(HeldLock lock) throws Throwable {
		try {
			this.method.fillIn(this.invocation.getArguments(), lock);
			return this.laterEnd.of(this.invocation.proceed());
		}
		finally {
			this.laterEnd.close();
		}
	}

	/**
	 * A method that declares the interrupt throws it as if it were in its body.
	 */
	private Exception interrupted(LockInterruptedException ex) {
		if (this.method.declaresInterruptedException() && ex.getCause() instanceof InterruptedException interrupt) {
			Thread.interrupted();
			return interrupt;
		}
		return ex;
	}

}
