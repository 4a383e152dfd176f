package io.octostore.spring.lock;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;

import io.octostore.LockHeldException;
import io.octostore.LockInterruptedException;
import io.octostore.LocksClosedException;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.RetainedLock;

/**
 * Runs each call of an annotated method under its lock.
 */
final class DistributedLockInterceptor implements MethodInterceptor {

	private final LockMethods methods;

	private final Supplier<OctoStoreLocks> locks;

	private final SkipLog skipLog = new SkipLog();

	private final OuterTransactions outerTransactions = OuterTransactions.create();

	DistributedLockInterceptor(LockMethods methods, Supplier<OctoStoreLocks> locks) {
		this.methods = methods;
		this.locks = locks;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		Class<?> targetClass = (target != null) ? AopUtils.getTargetClass(target)
				: invocation.getMethod().getDeclaringClass();
		LockMethod method = this.methods.find(invocation.getMethod(), targetClass);
		if (method == null) {
			throw new IllegalStateException("No lock is known for " + invocation.getMethod());
		}
		if (!method.enabled()) {
			return invocation.proceed();
		}
		String lockName = method.lockName(target, invocation.getArguments());
		if (method.isReactive()) {
			return ReactiveLockCall.publisher(method, lockName, invocation, this.locks, this.skipLog,
					this.outerTransactions);
		}
		return new Call(method, lockName, invocation).run();
	}

	/**
	 * One call. Knows whether the body was entered, because what the body throws is
	 * passed on as it is, whereas the same exception from the acquire may mean a skip.
	 */
	private final class Call {

		private final LockMethod method;

		private final String lockName;

		private final MethodInvocation invocation;

		private boolean entered;

		private Call(LockMethod method, String lockName, MethodInvocation invocation) {
			this.method = method;
			this.lockName = lockName;
			this.invocation = invocation;
		}

		@SuppressWarnings("NullAway") // which does not see that T may be nullable
		private @Nullable Object run() throws Throwable {
			OctoStoreLocks locks = DistributedLockInterceptor.this.locks.get();
			LockKeeper keeper = DistributedLockInterceptor.this.outerTransactions.find(this.method, this.invocation);
			RetainedLock kept = (keeper != null) ? keeper.find(locks, this.lockName) : null;
			if (kept != null) {
				return kept.<@Nullable Object, Throwable>execute((lock) -> body());
			}
			try {
				return locks.<@Nullable Object, Throwable>executeChecked(this.lockName, this.method.optionsNow(),
						(lock) -> {
							if (keeper != null) {
								keeper.keep(locks, this.lockName, CurrentLock.retain());
							}
							return body();
						});
			}
			catch (LockHeldException ex) {
				return unavailable(ex);
			}
			catch (LocksClosedException ex) {
				return closed(ex);
			}
			catch (LockInterruptedException ex) {
				throw interrupted(ex);
			}
		}

		private @Nullable Object body() throws Throwable {
			this.entered = true;
			DistributedLockInterceptor.this.skipLog.entered(this.lockName);
			Object result = this.invocation.proceed();
			if (this.method.async() && result instanceof Future<?> future) {
				awaitEnd(future);
			}
			return result;
		}

		private @Nullable Object unavailable(LockHeldException ex) {
			if (this.entered || !this.method.skip()) {
				throw ex;
			}
			DistributedLockInterceptor.this.skipLog.skipped(this.method, this.lockName, ex);
			return this.method.emptyResult();
		}

		private @Nullable Object closed(LocksClosedException ex) {
			if (this.entered || !this.method.scheduled() || this.method.returnsPrimitive()) {
				throw ex;
			}
			DistributedLockInterceptor.this.skipLog.closed(this.method, this.lockName);
			return this.method.emptyResult();
		}

		/**
		 * A method that declares the interrupt throws it as if it were in its body.
		 */
		private Exception interrupted(LockInterruptedException ex) {
			if (!this.entered && this.method.declaresInterruptedException()
					&& ex.getCause() instanceof InterruptedException interrupt) {
				Thread.interrupted();
				return interrupt;
			}
			return ex;
		}

		/**
		 * The work of an asynchronous method ends with its future. How it ends is for the
		 * caller that waits for the result.
		 */
		private void awaitEnd(Future<?> future) throws InterruptedException {
			try {
				future.get();
			}
			catch (CancellationException | ExecutionException ex) {
				return;
			}
		}

	}

}
