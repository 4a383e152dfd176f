package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.util.Set;

import org.aopalliance.aop.Advice;
import org.springframework.aop.Advisor;
import org.springframework.aop.Pointcut;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.Ordered;

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

	/** What a cache has needs no lock, and each repeat takes the lock anew. */
	private static final Set<String> OUTER = Set.of("org.springframework.cache.interceptor.CacheAspectSupport",
			"org.springframework.retry.annotation.AnnotationAwareRetryOperationsInterceptor");

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
		Advisor[] advisors = advised.getAdvisors();
		int position = 0;
		for (int index = 0; index < advisors.length && !isOf(advisors[index], TRANSACTIONS); index++) {
			if (order(advisors[index]) < ORDER || isOf(advisors[index], OUTER)) {
				position = index + 1;
			}
		}
		return position;
	}

	private static int order(Advisor advisor) {
		return (advisor instanceof Ordered ordered) ? ordered.getOrder() : Ordered.LOWEST_PRECEDENCE;
	}

	private static boolean isOf(Advisor advisor, Set<String> advice) {
		for (Class<?> type = advisor.getAdvice().getClass(); type != null; type = type.getSuperclass()) {
			if (advice.contains(type.getName())) {
				return true;
			}
		}
		return false;
	}

	private static final class AnnotatedMethodPointcut extends StaticMethodMatcherPointcut {

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return !LockAnnotations.find(method, targetClass).isEmpty();
		}

	}

}
