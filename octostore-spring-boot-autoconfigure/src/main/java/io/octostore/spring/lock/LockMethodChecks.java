package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What an annotated method must fulfil with every kind of proxy.
 */
final class LockMethodChecks {

	private static final List<String> UNFINISHED_TYPES = List.of("org.reactivestreams.Publisher",
			"kotlinx.coroutines.flow.Flow", "org.springframework.web.context.request.async.DeferredResult",
			"org.springframework.web.context.request.async.WebAsyncTask");

	private static final Set<String> LIFECYCLE_ANNOTATIONS = Set.of("jakarta.annotation.PostConstruct",
			"jakarta.annotation.PreDestroy");

	private LockMethodChecks() {
	}

	static void check(Method method, boolean async) {
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
		checkReturnType(method, async);
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

	/**
	 * Whether the method returns a publisher that can be put under a lock as a whole.
	 */
	static boolean isReactive(Method method) {
		Class<?> type = method.getReturnType();
		return type == Mono.class || type == Flux.class || type == Publisher.class;
	}

	private static void checkReturnType(Method method, boolean async) {
		Class<?>[] parameters = method.getParameterTypes();
		if (parameters.length > 0
				&& parameters[parameters.length - 1].getName().equals("kotlin.coroutines.Continuation")) {
			throw new InvalidLockMethodException(method,
					"is a suspend function, which would run on after its lock is released",
					"Make it a blocking function, or acquire the lock inside with OctoStoreLocks");
		}
		Class<?> type = method.getReturnType();
		if (isReactive(method) || (Future.class.isAssignableFrom(type) && async)) {
			return;
		}
		if (isUnfinished(type, method)) {
			throw new InvalidLockMethodException(method,
					"returns " + type.getSimpleName() + ", whose work would run on after the lock is released",
					"Let it return the finished result, a Mono or a Flux, or acquire the lock inside the work with "
							+ "OctoStoreLocks" + (Future.class.isAssignableFrom(type)
									? "; with @Async on the method it may return a future" : ""));
		}
	}

	private static boolean isUnfinished(Class<?> type, Method method) {
		return Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type)
				|| Flow.Publisher.class.isAssignableFrom(type) || BaseStream.class.isAssignableFrom(type)
				|| UNFINISHED_TYPES.stream().anyMatch((name) -> isAssignable(name, type, method));
	}

	private static boolean isAssignable(String name, Class<?> type, Method method) {
		Class<?> unfinished = load(name, method.getDeclaringClass().getClassLoader());
		return unfinished != null && unfinished.isAssignableFrom(type);
	}

	private static @Nullable Class<?> load(String name, @Nullable ClassLoader classLoader) {
		try {
			return ClassUtils.forName(name, classLoader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	static boolean isPrimitive(Method method) {
		return method.getReturnType().isPrimitive() && method.getReturnType() != void.class;
	}

}
