package io.octostore.spring.lock;

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
 * Applies the interceptor to annotated methods, and knows its place among other advice.
 */
final class DistributedLockAdvisor extends AbstractPointcutAdvisor {

	/**
	 * After everything that asks for a place of its own, security among it, before what
	 * is content with the last one.
	 */
	static final int ORDER = Ordered.LOWEST_PRECEDENCE - 1;

	private static final Set<String> TRANSACTIONS = Set
		.of("org.springframework.transaction.interceptor.TransactionAspectSupport");

	private final transient DistributedLockInterceptor interceptor;

	private final transient Pointcut pointcut = new AnnotatedMethodPointcut();

	DistributedLockAdvisor(DistributedLockInterceptor interceptor) {
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
	 * Where to insert this advisor among those that a proxy has: after all that ask for a
	 * place, after caches and repeats, and before transactions of any order, because a
	 * lock that is released before the commit protects nothing.
	 */
	int position(Advised advised) {
		return Advisors.position(advised, ORDER, TRANSACTIONS);
	}

	private static final class AnnotatedMethodPointcut extends StaticMethodMatcherPointcut {

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return !LockAnnotations.find(method, targetClass).isEmpty();
		}

	}

}
