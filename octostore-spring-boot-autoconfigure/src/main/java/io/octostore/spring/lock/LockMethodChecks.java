package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;

/**
 * What an annotated method must fulfil with every kind of proxy.
 */
final class LockMethodChecks {

	private static final Set<String> LIFECYCLE_ANNOTATIONS = Set.of("jakarta.annotation.PostConstruct",
			"jakarta.annotation.PreDestroy");

	private LockMethodChecks() {
	}

	static void check(Method method) {
		if (Modifier.isPrivate(method.getModifiers())) {
			throw new InvalidLockMethodException(method, "is private, so that no proxy can put a lock around it",
					"Make it public or package-private and call it through its bean");
		}
		if (Modifier.isStatic(method.getModifiers())) {
			throw new InvalidLockMethodException(method, "is static, so that no proxy can put a lock around it",
					"Make it an instance method of the bean");
		}
		if (isCalledByContainer(method)) {
			throw new InvalidLockMethodException(method,
					"is called by the container on the bean itself, not on the proxy that would take the lock",
					"Lock a method that is called through the bean instead, for example one with "
							+ "@EventListener(ApplicationReadyEvent.class); if the annotation is on the class, make this "
							+ "method package-private");
		}
	}

	private static boolean isCalledByContainer(Method method) {
		if (Arrays.stream(method.getAnnotations())
			.anyMatch((annotation) -> LIFECYCLE_ANNOTATIONS.contains(annotation.annotationType().getName()))) {
			return true;
		}
		Class<?> type = method.getDeclaringClass();
		return method.getParameterCount() == 0
				&& ((InitializingBean.class.isAssignableFrom(type) && method.getName().equals("afterPropertiesSet"))
						|| (DisposableBean.class.isAssignableFrom(type) && method.getName().equals("destroy")));
	}

}
