package io.octostore.spring.lock;

import java.util.function.Function;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInvocation;
import org.reactivestreams.Publisher;
import org.springframework.aop.ProxyMethodInvocation;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.LockHeldException;
import io.octostore.LocksClosedException;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.ReactiveOctoStoreLocks;

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

	private final ReactiveOctoStoreLocks locks;

	private final SkipLog skipLog;

	private volatile boolean entered;

	private ReactiveLockCall(LockMethod method, String lockName, MethodInvocation invocation,
			ReactiveOctoStoreLocks locks, SkipLog skipLog) {
		this.method = method;
		this.lockName = lockName;
		this.invocation = invocation;
		this.locks = locks;
		this.skipLog = skipLog;
	}

	/**
	 * Return what a call of the method returns: a publisher that takes the lock.
	 */
	static Publisher<Object> publisher(LockMethod method, String lockName, MethodInvocation invocation,
			Supplier<OctoStoreLocks> locks, SkipLog skipLog) {
		Function<MethodInvocation, ReactiveLockCall> call = (own) -> new ReactiveLockCall(method, lockName, own,
				locks.get().reactive(), skipLog);
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
		return this.locks.<Object>withLock(this.lockName, this.method.options(), (lock) -> Mono.from(body(lock)))
			.onErrorResume((failure) -> isSkip(failure) ? Mono.empty() : Mono.error(failure));
	}

	private Flux<Object> flux() {
		return this.locks.<Object>withLockMany(this.lockName, this.method.options(), this::body)
			.onErrorResume((failure) -> isSkip(failure) ? Mono.empty() : Mono.error(failure));
	}

	private Publisher<?> body(HeldLock lock) {
		this.entered = true;
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
