package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import io.octostore.lock.DistributedLock;

/**
 * Finds the lock annotation of a method: on the method, on a method that it overrides or
 * implements, or on its class or an interface of that as the default for public methods;
 * each directly or as a meta-annotation.
 */
final class LockAnnotations {

	private LockAnnotations() {
	}

	/**
	 * All annotated methods of a class, those included that no proxy can lock.
	 */
	static Map<Method, DistributedLock> findAll(Class<?> targetClass) {
		Class<?> userClass = ClassUtils.getUserClass(targetClass);
		if (!AnnotationUtils.isCandidateClass(userClass, DistributedLock.class)) {
			return Map.of();
		}
		Map<Method, DistributedLock> found = new LinkedHashMap<>(MethodIntrospector.selectMethods(userClass,
				(MethodIntrospector.MetadataLookup<DistributedLock>) (method) -> find(method, userClass)));
		return found;
	}

	static @Nullable DistributedLock find(Method method, Class<?> targetClass) {
		Method specific = specificMethod(method, targetClass);
		DistributedLock annotation = AnnotatedElementUtils.findMergedAnnotation(specific, DistributedLock.class);
		if (annotation == null && !specific.equals(method)) {
			annotation = AnnotatedElementUtils.findMergedAnnotation(method, DistributedLock.class);
		}
		if (annotation == null && isCoveredByClass(specific)) {
			annotation = AnnotatedElementUtils.findMergedAnnotation(ClassUtils.getUserClass(targetClass),
					DistributedLock.class);
			if (annotation == null) {
				annotation = AnnotatedElementUtils.findMergedAnnotation(method.getDeclaringClass(),
						DistributedLock.class);
			}
		}
		return annotation;
	}

	static Method specificMethod(Method method, Class<?> targetClass) {
		return BridgeMethodResolver.getMostSpecificMethod(method, ClassUtils.getUserClass(targetClass));
	}

	private static boolean isCoveredByClass(Method method) {
		return Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())
				&& !ReflectionUtils.isObjectMethod(method) && !method.isSynthetic();
	}

	/**
	 * Whether Spring's scheduler calls the method; looks where the scheduler looks.
	 */
	static boolean isScheduled(Method method) {
		return !AnnotatedElementUtils.getMergedRepeatableAnnotations(method, Scheduled.class, Schedules.class)
			.isEmpty();
	}

	/**
	 * Whether a worker thread runs the method and waits for the future that it returns.
	 */
	static boolean isAsync(Method method, Class<?> targetClass) {
		return AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(targetClass, Async.class);
	}

}
