package io.octostore.spring.election;

import java.lang.reflect.Method;
import java.util.Set;

import org.aopalliance.aop.Advice;
import org.springframework.aop.Pointcut;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.Ordered;

import io.octostore.spring.proxy.Advisors;

/**
 * Applies the interceptor to leader-only methods, and knows its place among other advice:
 * just outside of the lock.
 */
final class LeaderOnlyAdvisor extends AbstractPointcutAdvisor {

	/**
	 * After everything that asks for a place of its own, before locks and what is content
	 * with the last place.
	 */
	static final int ORDER = Ordered.LOWEST_PRECEDENCE - 2;

	/** A method that does not run opens no transaction and takes no lock. */
	private static final Set<String> INNER = Set.of(
			"org.springframework.transaction.interceptor.TransactionAspectSupport",
			"io.octostore.spring.lock.DistributedLockInterceptor");

	private final transient LeaderOnlyInterceptor interceptor;

	private final transient Pointcut pointcut = new LeaderMethodPointcut();

	LeaderOnlyAdvisor(LeaderOnlyInterceptor interceptor) {
		this.interceptor = interceptor;
		setOrder(ORDER);
	}

	@Override
	public Pointcut getPointcut() {
		return this.pointcut;
	}

	@Override
	public Advice getAdvice() {
		return this.interceptor;
	}

	/**
	 * Where to insert this advisor among those that a proxy has.
	 */
	int position(Advised advised) {
		return Advisors.position(advised, ORDER, INNER);
	}

	private static final class LeaderMethodPointcut extends StaticMethodMatcherPointcut {

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return LeaderMethod.find(method, targetClass) != null;
		}

	}

}
