package io.octostore.spring.lock;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;

import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.lock.MethodLock.Wanted;

/**
 * Runs each call of an annotated method under its locks.
 */
final class DistributedLockInterceptor implements MethodInterceptor {

	private final LockMethods methods;

	private final Supplier<OctoStoreLocks> locks;

	private final Supplier<LockAnnotationSettings> settings;

	private final SkipLog skipLog;

	private final OverdueCalls overdueCalls;

	private final OuterTransactions outerTransactions = OuterTransactions.create();

	DistributedLockInterceptor(LockMethods methods, Supplier<OctoStoreLocks> locks,
			Supplier<LockAnnotationSettings> settings, OverdueCalls overdueCalls, LongSupplier clock) {
		this.methods = methods;
		this.locks = locks;
		this.settings = settings;
		this.overdueCalls = overdueCalls;
		this.skipLog = new SkipLog(() -> settings.get().overdueAfter(), clock);
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
		List<Wanted> wanted = method.wanted(target, invocation.getArguments());
		if (wanted.isEmpty()) {
			return invocation.proceed();
		}
		ScheduledCall scheduled = this.overdueCalls.begin(method, wanted).orElse(null);
		if (scheduled == null) {
			return call(invocation, method, wanted, null);
		}
		try {
			String other = scheduled.ranOn().orElse(null);
			if (other != null) {
				this.skipLog.ranElsewhere(method, wanted, other, scheduled.late());
				return method.result().emptyValue();
			}
			return call(invocation, method, wanted, scheduled);
		}
		finally {
			scheduled.end();
		}
	}

	private @Nullable Object call(MethodInvocation invocation, LockMethod method, List<Wanted> wanted,
			@Nullable ScheduledCall scheduled) throws Throwable {
		if (method.scheduled() && method.mayBeLeftOut() && !this.settings.get().acceptsWork()) {
			this.skipLog.refusesWork(method);
			return method.result().emptyValue();
		}
		if (method.result().kind() == MethodResult.Kind.PUBLISHER) {
			return ReactiveLockCall.publisher(method, wanted, invocation, this.locks, this.skipLog,
					this.outerTransactions, pauseCheck());
		}
		PauseCheck pauseCheck = pauseCheck();
		if (pauseCheck.concerns(method) && Boolean.TRUE.equals(pauseCheck.leavesOut(method, wanted).block())) {
			return method.result().emptyValue();
		}
		return new LockCall(method, wanted, invocation, this.locks.get(), this.skipLog, this.outerTransactions,
				scheduled)
			.run();
	}

	private PauseCheck pauseCheck() {
		return new PauseCheck(this.settings.get().pausedJobs(), this.skipLog);
	}

}
