package io.octostore.spring.lock;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInvocation;
import org.reactivestreams.Publisher;
import org.springframework.aop.ProxyMethodInvocation;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.LockHeldException;
import io.octostore.LocksClosedException;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.OctoStoreLocks;

/**
 * One subscription to what an annotated method returns. The method is called when the
 * subscription has the lock, for each subscription anew. Knows whether the body was
 * entered, because what the body fails with is passed on as it is, whereas the same
 * exception from the acquire may mean a skip.
 */
final class ReactiveLockCall {

	private final LockMethod method;

	private final String lockName;

	private final MethodInvocation invocation;

	private final OctoStoreLocks locks;

	private final SkipLog skipLog;

	private final OuterTransactions outerTransactions;

	private volatile boolean entered;

	private ReactiveLockCall(LockMethod method, String lockName, MethodInvocation invocation, OctoStoreLocks locks,
			SkipLog skipLog, OuterTransactions outerTransactions) {
		this.method = method;
		this.lockName = lockName;
		this.invocation = invocation;
		this.locks = locks;
		this.skipLog = skipLog;
		this.outerTransactions = outerTransactions;
	}

	/**
	 * Return what a call of the method returns: a publisher that takes the lock.
	 */
	static Publisher<Object> publisher(LockMethod method, String lockName, MethodInvocation invocation,
			Supplier<OctoStoreLocks> locks, SkipLog skipLog, OuterTransactions outerTransactions) {
		Function<MethodInvocation, ReactiveLockCall> call = (own) -> new ReactiveLockCall(method, lockName, own,
				locks.get(), skipLog, outerTransactions);
		return (method.method().getReturnType() == Mono.class) ? Mono.defer(() -> call.apply(copyOf(invocation)).mono())
				: Flux.defer(() -> call.apply(copyOf(invocation)).flux());
	}

	/**
	 * An invocation can proceed once, and there may be any number of subscriptions.
	 */
	private static MethodInvocation copyOf(MethodInvocation invocation) {
		return (invocation instanceof ProxyMethodInvocation proxied) ? proxied.invocableClone() : invocation;
	}

	private Mono<Object> mono() {
		return keeper()
			.flatMap((keeper) -> underKept(keeper).map(Flux::singleOrEmpty)
				.orElseGet(() -> this.locks.reactive()
					.<Object>withLock(this.lockName, this.method.optionsNow(), (lock) -> Mono.from(body(keeper)))))
			.onErrorResume((failure) -> isSkip(failure) ? Mono.empty() : Mono.error(failure));
	}

	private Flux<Object> flux() {
		return keeper()
			.flatMapMany((keeper) -> underKept(keeper).orElseGet(() -> this.locks.reactive()
				.<Object>withLockMany(this.lockName, this.method.optionsNow(), (lock) -> body(keeper))))
			.onErrorResume((failure) -> isSkip(failure) ? Mono.empty() : Mono.error(failure));
	}

	private Mono<Optional<LockKeeper>> keeper() {
		return this.outerTransactions.findReactive(this.method, this.invocation)
			.map(Optional::of)
			.defaultIfEmpty(Optional.empty());
	}

	/**
	 * The body under a lock that an earlier call in the same transaction has taken.
	 */
	private Optional<Flux<Object>> underKept(Optional<LockKeeper> keeper) {
		return keeper.map((open) -> open.find(this.locks, this.lockName))
			.map((kept) -> kept.withLock((lock) -> body(Optional.empty())));
	}

	private Publisher<?> body(Optional<LockKeeper> keeper) {
		this.entered = true;
		keeper.ifPresent((open) -> open.keep(this.locks, this.lockName, CurrentLock.retain()));
		this.skipLog.entered(this.lockName);
		try {
			Object result = this.invocation.proceed();
			return (result instanceof Publisher<?> publisher) ? publisher : Mono.empty();
		}
		catch (Throwable ex) {
			return Mono.error(ex);
		}
	}

	private boolean isSkip(Throwable failure) {
		if (this.entered) {
			return false;
		}
		if (failure instanceof LocksClosedException && this.method.scheduled()) {
			this.skipLog.closed(this.method, this.lockName);
			return true;
		}
		if (this.method.skip() && failure instanceof LockHeldException held) {
			this.skipLog.skipped(this.method, this.lockName, held);
			return true;
		}
		return false;
	}

}
