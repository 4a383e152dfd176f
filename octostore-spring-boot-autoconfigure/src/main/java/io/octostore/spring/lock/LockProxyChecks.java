package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

import io.octostore.spring.proxy.Advisors;
import io.octostore.spring.proxy.ProxiedMethods;

/**
 * What an annotated method must fulfil so that calls of it pass through the proxy that
 * its bean got.
 */
final class LockProxyChecks {

	private LockProxyChecks() {
	}

	/**
	 * Whether the lock is in the proxy, or in one that it stands before.
	 */
	static boolean isAdvised(@Nullable Object bean) {
		return Advisors.isAdvised(bean, DistributedLockAdvisor.class);
	}

	/**
	 * Check that every method can be called through the proxy.
	 * @throws InvalidLockMethodException if one cannot
	 */
	static void check(Object proxy, Collection<LockMethod> annotated) {
		LockMethod first = annotated.iterator().next();
		if (!isAdvised(proxy)) {
			throw new InvalidLockMethodException(first.method(),
					"belongs to a bean whose proxy takes no further advice",
					"Do not freeze or make opaque the proxies of beans with locked methods");
		}
		boolean jdkProxy = AopUtils.isJdkDynamicProxy(proxy);
		for (LockMethod method : annotated) {
			if (jdkProxy) {
				checkInterface((Advised) proxy, method.method());
			}
			else {
				checkOverridable(ClassUtils.getUserClass(proxy), method.method());
			}
		}
	}

	private static void checkInterface(Advised proxy, Method method) {
		if (!ProxiedMethods.isDeclared(proxy, method)) {
			throw new InvalidLockMethodException(method,
					"is not declared by an interface of its class, whose bean is proxied by its interfaces",
					"Declare it in the interface, or proxy the class (spring.aop.proxy-target-class=true)");
		}
	}

	private static void checkOverridable(Class<?> targetClass, Method method) {
		if (Modifier.isFinal(method.getModifiers())) {
			throw new InvalidLockMethodException(method, "is final, so that no proxy can put a lock around it",
					"Remove final from it (in Kotlin: make it open, or use the kotlin-spring compiler plugin), or, if the "
							+ "annotation is on the class, annotate the other methods instead");
		}
		if (ProxiedMethods.isHidden(targetClass, method)) {
			throw new InvalidLockMethodException(method,
					"is package-private in another package than " + targetClass.getName()
							+ ", so that the proxy of that class cannot put a lock around it",
					"Make it public or protected");
		}
	}

	static InvalidLockMethodException notProxied(Collection<LockMethod> annotated, AopConfigException cause) {
		Method method = annotated.iterator().next().method();
		Class<?> type = method.getDeclaringClass();
		if (Modifier.isFinal(type.getModifiers())) {
			return new InvalidLockMethodException(method, "belongs to a final class, which cannot be proxied",
					"Remove final from the class (in Kotlin: make it open, or use the kotlin-spring compiler plugin; a "
							+ "record: use a class)",
					cause);
		}
		return new InvalidLockMethodException(method, "belongs to a bean that cannot be proxied: " + cause.getMessage(),
				"Let the class be visible and not final", cause);
	}

}
