package io.octostore.spring.proxy;

import java.util.Arrays;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.core.Ordered;

/**
 * Finds the place of an advisor among those that a proxy has.
 */
public final class Advisors {

	/** What a cache has needs no advice, and each repeat asks for it anew. */
	private static final Set<String> OUTER = Set.of("org.springframework.cache.interceptor.CacheAspectSupport",
			"org.springframework.retry.annotation.AnnotationAwareRetryOperationsInterceptor");

	private Advisors() {
	}

	/**
	 * Return where to insert an advisor: after all that ask for a place before it, after
	 * caches and repeats, and before some of any order.
	 * @param advised the proxy
	 * @param order the order of the advisor
	 * @param inner names of the advice classes that it must stand before
	 * @return the index
	 */
	public static int position(Advised advised, int order, Set<String> inner) {
		Advisor[] advisors = advised.getAdvisors();
		int position = 0;
		for (int index = 0; index < advisors.length && !isOf(advisors[index], inner); index++) {
			if (order(advisors[index]) < order || isOf(advisors[index], OUTER)) {
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

	/**
	 * Say whether an advisor is in a proxy, or in one that it stands before.
	 * @param bean the bean, which may be a proxy
	 * @param advisor type of the advisor
	 * @return whether it is there
	 */
	public static boolean isAdvised(@Nullable Object bean, Class<? extends Advisor> advisor) {
		return bean instanceof Advised advised && (Arrays.stream(advised.getAdvisors()).anyMatch(advisor::isInstance)
				|| isAdvised(AopProxyUtils.getSingletonTarget(advised), advisor));
	}

}
