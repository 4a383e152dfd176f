package io.octostore.spring.lock;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInvocation;
import org.springframework.aop.ProxyMethodInvocation;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.LockHeldException;
import io.octostore.LocksClosedException;
import io.octostore.OctoStoreException;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.RetainedLock;
import io.octostore.spring.lock.MethodLock.Wanted;

/**
 * One subscription to what an annotated method returns. The method is called when the
 * subscription has the locks, for each subscription anew. Knows how many it has, because
 * what the body fails with is passed on as it is, whereas the same exception from an
 * acquire may mean a skip.
 */
final class ReactiveLockCall {

	private final LockMethod method;

	private final List<Wanted> wanted;

	private final MethodInvocation invocation;

	private final OctoStoreLocks locks;

	private final SkipLog skipLog;

	private final OuterTransactions outerTransactions;

	private final PauseCheck pauseCheck;

	private final long start = System.nanoTime();

	private volatile int acquired;

	private ReactiveLockCall(LockMethod method, List<Wanted> wanted, MethodInvocation invocation, OctoStoreLocks locks,
			SkipLog skipLog, OuterTransactions outerTransactions, PauseCheck pauseCheck) {
		this.method = method;
		this.wanted = wanted;
		this.invocation = invocation;
		this.locks = locks;
		this.skipLog = skipLog;
		this.outerTransactions = outerTransactions;
		this.pauseCheck = pauseCheck;
	}

	/**
	 * Return what a call of the method returns: a publisher that takes the locks.
	 */
	static Object publisher(LockMethod method, List<Wanted> wanted, MethodInvocation invocation,
			Supplier<OctoStoreLocks> locks, SkipLog skipLog, OuterTransactions outerTransactions,
			PauseCheck pauseCheck) {
		Flux<Object> flux = Flux.defer(() -> new ReactiveLockCall(method, wanted, copyOf(invocation), locks.get(),
				skipLog, outerTransactions, pauseCheck)
			.run());
		return method.result().fromPublisher(method.result().isSingle() ? flux.singleOrEmpty() : flux);
	}

	/**
	 * An invocation can proceed once, and there may be any number of subscriptions.
	 */
	private static MethodInvocation copyOf(MethodInvocation invocation) {
		return (invocation instanceof ProxyMethodInvocation proxied) ? proxied.invocableClone() : invocation;
	}

	private Flux<Object> run() {
		return this.pauseCheck.leavesOut(this.method, this.wanted)
			.flatMapMany((leftOut) -> leftOut ? Flux.empty() : runUnderLocks());
	}

	private Flux<Object> runUnderLocks() {
		return this.outerTransactions.findReactive(this.method, this.invocation)
			.map(Optional::of)
			.defaultIfEmpty(Optional.empty())
			.flatMapMany((keeper) -> run(0, keeper));
	}

	private Flux<Object> run(int index, Optional<LockKeeper> keeper) {
		Wanted next = this.wanted.get(index);
		Optional<RetainedLock> kept = keeper.map((open) -> open.find(this.locks, next.name()));
		if (kept.isPresent()) {
			return kept.get().withLock((lock) -> enter(index, lock, keeper));
		}
		return this.locks.reactive()
			.<Object>withLockMany(next.name(), LockCall.options(next.lock().optionsNow(), index, this.start),
					(lock) -> {
						keeper.ifPresent((open) -> open.keep(this.locks, next.name(), CurrentLock.retain()));
						return enter(index, lock, keeper);
					})
			.onErrorResume((failure) -> isSkip(index, failure) ? Mono.empty() : Mono.error(failure));
	}

	private Flux<Object> enter(int index, HeldLock lock, Optional<LockKeeper> keeper) {
		this.acquired = index + 1;
		this.skipLog.entered(this.wanted.get(index).name());
		return (this.acquired < this.wanted.size()) ? run(index + 1, keeper) : body(lock);
	}

	private Flux<Object> body(HeldLock lock) {
		try {
			this.method.fillIn(this.invocation.getArguments(), lock);
			Flux<Object> body = Flux.from(MethodResult.toPublisher(this.invocation.proceed()));
			return PublisherBodies.count(this.method, body.doOnNext(this::check));
		}
		catch (Throwable ex) {
			return Flux.error(ex);
		}
	}

	private void check(Object element) {
		Class<?> unfinished = UnfinishedWork.find(element);
		if (unfinished != null) {
			throw UnfinishedWork.refused(this.method, unfinished);
		}
	}

	private boolean isSkip(int index, Throwable failure) {
		if (this.acquired > index) {
			return false;
		}
		Wanted failed = this.wanted.get(index);
		if (failure instanceof LocksClosedException && this.method.mayBeLeftOut()) {
			this.skipLog.closed(this.method, failed.name());
			return true;
		}
		if (failed.lock().skip() && failure instanceof LockHeldException held) {
			this.skipLog.skipped(this.method, failed, held);
			return true;
		}
		return failure instanceof OctoStoreException problem && this.skipLog.leavesOut(this.method, failed, problem);
	}

}
