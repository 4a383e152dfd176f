package io.octostore.spring.election;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.BaseStream;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import io.octostore.election.Leadership;
import io.octostore.spring.proxy.AnnotatedTypes;

/**
 * A leader-only method.
 *
 * @param method the method
 * @param election name of its election
 * @param skips whether a call is left out while this instance does not lead
 * @param skipping whether the last call was left out
 */
record LeaderMethod(Method method, String election, boolean skips, AtomicBoolean skipping) {

	private static final Set<String> LIFECYCLE_ANNOTATIONS = Set.of("jakarta.annotation.PostConstruct",
			"jakarta.annotation.PreDestroy");

	/** Results whose work goes on after the return. */
	private static final Set<Class<?>> UNFINISHED = Set.of(CompletionStage.class, Future.class, Publisher.class,
			java.util.concurrent.Flow.Publisher.class, Callable.class, Supplier.class, BaseStream.class,
			Iterator.class);

	/**
	 * Read and check the annotation of a method.
	 * @throws InvalidLeaderMethodException if it cannot work
	 */
	static LeaderMethod of(Method method, LeaderOnly annotation, String election, Class<?> targetClass) {
		if (election.isBlank()) {
			throw new InvalidLeaderMethodException(method, "names no election",
					"Give it one, for example @LeaderOnly(\"invoices\")");
		}
		checkPlace(method);
		checkResult(method);
		boolean async = AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(ClassUtils.getUserClass(targetClass), Async.class);
		boolean inBackground = isScheduled(method) || (async && method.getReturnType() == void.class);
		boolean skips = annotation.whenNotLeader() == WhenNotLeader.SKIP
				|| (annotation.whenNotLeader() == WhenNotLeader.DEFAULT && inBackground);
		if (skips && method.getReturnType().isPrimitive() && method.getReturnType() != void.class) {
			throw new InvalidLeaderMethodException(method,
					"returns " + method.getReturnType() + ", but has nothing to return when it is skipped",
					"Let it return void, an object (null when skipped) or an Optional, or set whenNotLeader = THROW");
		}
		return new LeaderMethod(method, election, skips, new AtomicBoolean());
	}

	private static void checkPlace(Method method) {
		if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())
				|| Modifier.isFinal(method.getModifiers())) {
			throw new InvalidLeaderMethodException(method,
					"is private, static or final, so that no proxy can check the leadership before it",
					"Make it a public or package-private instance method that is not final, and call it through its bean");
		}
		if (Arrays.stream(method.getAnnotations())
			.anyMatch((annotation) -> LIFECYCLE_ANNOTATIONS.contains(annotation.annotationType().getName()))) {
			throw new InvalidLeaderMethodException(method,
					"is called by the container on the bean itself, not on the proxy that would check",
					"Listen to LeadershipGrantedEvent or LeadershipRevokedEvent instead");
		}
	}

	private static void checkResult(Method method) {
		Class<?> type = method.getReturnType();
		boolean suspends = Arrays.stream(method.getParameterTypes())
			.anyMatch((parameter) -> parameter.getName().equals("kotlin.coroutines.Continuation"));
		if (suspends || UNFINISHED.stream().anyMatch((unfinished) -> unfinished.isAssignableFrom(type))) {
			throw new InvalidLeaderMethodException(method,
					"returns " + (suspends ? "before it has ended" : type.getSimpleName())
							+ ", whose work goes on after the return, when this instance may lead no more",
					"Return the finished result, or check the leadership inside with LeaderElection.isLeader()");
		}
	}

	private static boolean isScheduled(Method method) {
		return !AnnotatedElementUtils.getMergedRepeatableAnnotations(method, Scheduled.class, Schedules.class)
			.isEmpty();
	}

	/**
	 * All annotated methods of a class.
	 */
	static Set<Method> findAll(Class<?> targetClass) {
		Class<?> userClass = ClassUtils.getUserClass(targetClass);
		if (!AnnotatedTypes.mayHave(userClass, LeaderOnly.class)) {
			return Set.of();
		}
		return MethodIntrospector
			.selectMethods(userClass,
					(MethodIntrospector.MetadataLookup<LeaderOnly>) (method) -> find(method, userClass))
			.keySet();
	}

	/**
	 * The annotation of a method: its own, or that of a method which it overrides or
	 * implements, or, for a public method, that of its class.
	 */
	static @Nullable LeaderOnly find(Method method, Class<?> targetClass) {
		Method specific = specific(method, targetClass);
		LeaderOnly annotation = AnnotatedElementUtils.findMergedAnnotation(specific, LeaderOnly.class);
		if (annotation == null && Modifier.isPublic(specific.getModifiers())
				&& !Modifier.isStatic(specific.getModifiers()) && !specific.isSynthetic()
				&& !ReflectionUtils.isObjectMethod(specific)) {
			annotation = AnnotatedElementUtils.findMergedAnnotation(ClassUtils.getUserClass(targetClass),
					LeaderOnly.class);
		}
		return annotation;
	}

	static Method specific(Method method, Class<?> targetClass) {
		return BridgeMethodResolver.getMostSpecificMethod(method, ClassUtils.getUserClass(targetClass));
	}

	/**
	 * Arguments of a call: where the caller left a leadership out, it is put in.
	 */
	void fillIn(@Nullable Object[] args, Leadership leadership) {
		Class<?>[] types = this.method.getParameterTypes();
		IntStream.range(0, types.length)
			.filter((index) -> types[index] == Leadership.class && args[index] == null)
			.forEach((index) -> args[index] = leadership);
	}

	/**
	 * What a call returns that is left out.
	 */
	@Nullable Object emptyValue() {
		return (this.method.getReturnType() == Optional.class) ? Optional.empty() : null;
	}

	String description() {
		return this.method.getDeclaringClass().getSimpleName() + "." + this.method.getName();
	}

}
