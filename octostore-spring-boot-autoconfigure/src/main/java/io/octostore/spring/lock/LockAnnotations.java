package io.octostore.spring.lock;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;

import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationConfigurationException;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import io.octostore.lock.DistributedLock;
import io.octostore.spring.proxy.AnnotatedTypes;

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
	static Set<Method> findAll(Class<?> targetClass) {
		Class<?> userClass = ClassUtils.getUserClass(targetClass);
		if (!AnnotatedTypes.mayHave(userClass, DistributedLock.class)) {
			return Set.of();
		}
		return MethodIntrospector
			.selectMethods(userClass, (MethodIntrospector.MetadataLookup<List<DistributedLock>>) (method) -> {
				List<DistributedLock> found = find(method, userClass);
				return found.isEmpty() ? null : found;
			})
			.keySet();
	}

	/**
	 * The lock annotations that apply to a method; none if it has no lock.
	 */
	static List<DistributedLock> find(Method method, Class<?> targetClass) {
		Method specific = specificMethod(method, targetClass);
		List<DistributedLock> annotations = nearest(specific, specific);
		if (annotations.isEmpty() && !specific.equals(method)) {
			annotations = nearest(method, specific);
		}
		if (annotations.isEmpty() && isCoveredByClass(specific)) {
			annotations = nearest(ClassUtils.getUserClass(targetClass), specific);
			if (annotations.isEmpty()) {
				annotations = nearest(method.getDeclaringClass(), specific);
			}
		}
		return annotations;
	}

	/**
	 * The annotations of an element itself, or else of the nearest one above it.
	 */
	private static List<DistributedLock> nearest(AnnotatedElement element, Method method) {
		try {
			List<MergedAnnotation<DistributedLock>> all = MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY)
				.stream(DistributedLock.class)
				.toList();
			int nearest = all.stream().mapToInt(MergedAnnotation::getAggregateIndex).min().orElse(0);
			return all.stream()
				.filter((annotation) -> annotation.getAggregateIndex() == nearest)
				.map(MergedAnnotation::synthesize)
				.toList();
		}
		catch (AnnotationConfigurationException ex) {
			throw new InvalidLockMethodException(method,
					"has an annotation that contradicts itself: " + ex.getMessage(), "Set either value or name", ex);
		}
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
