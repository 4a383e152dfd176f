package io.octostore.spring.election;

import java.util.function.Function;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;

import io.octostore.NotLeaderException;
import io.octostore.election.LeaderElection;

/**
 * Runs each call of a leader-only method as a body of its election.
 */
final class LeaderOnlyInterceptor implements MethodInterceptor {

	private static final Logger logger = LoggerFactory.getLogger(LeaderOnly.class);

	private final LeaderMethods methods;

	private final Function<String, LeaderElection> elections;

	LeaderOnlyInterceptor(LeaderMethods methods, Function<String, LeaderElection> elections) {
		this.methods = methods;
		this.elections = elections;
	}

	@Override
	@SuppressWarnings("NullAway") // a method may return null
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		LeaderMethod method = this.methods.find(invocation.getMethod(),
				(target != null) ? AopUtils.getTargetClass(target) : invocation.getMethod().getDeclaringClass());
		if (method == null) {
			return invocation.proceed();
		}
		boolean[] entered = { false };
		try {
			return this.elections.apply(method.election()).<@Nullable Object, Throwable>executeChecked((leadership) -> {
				entered[0] = true;
				method.skipping().set(false);
				method.fillIn(invocation.getArguments(), leadership);
				return invocation.proceed();
			});
		}
		catch (NotLeaderException ex) {
			if (entered[0] || !method.skips()) {
				throw ex;
			}
			return skip(method);
		}
	}

	private static @Nullable Object skip(LeaderMethod method) {
		if (method.skipping().compareAndSet(false, true)) {
			logger.info(
					"Skipped {}: this instance does not lead '{}'. Further skips are logged at DEBUG until it leads",
					method.description(), method.election());
		}
		else {
			logger.debug("Skipped {} again: this instance does not lead '{}'", method.description(), method.election());
		}
		return method.emptyValue();
	}

}
