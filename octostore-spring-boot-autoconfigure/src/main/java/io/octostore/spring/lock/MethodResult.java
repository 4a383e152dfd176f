package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.Nullness;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpEntity;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a locked method returns: when its work ends, and what a caller gets whose call was
 * left out.
 */
final class MethodResult {

	private static final String KOTLIN_UNIT = "kotlin.Unit";

	private static final String KOTLIN_FLOW = "kotlinx.coroutines.flow.Flow";

	private final Kind kind;

	private final Class<?> type;

	private final boolean single;

	private MethodResult(Kind kind, Class<?> type, boolean single) {
		this.kind = kind;
		this.type = type;
		this.single = single;
	}

	/**
	 * Describe what a method returns.
	 * @throws InvalidLockMethodException if its work may go on without a sign of its end
	 */
	static MethodResult of(Method method) {
		if (KotlinDetector.isSuspendingFunction(method)) {
			return ofSuspendFunction(method);
		}
		ResolvableType declared = ResolvableType.forMethodReturnType(method);
		Class<?> type = method.getReturnType();
		MethodResult result = of(type);
		ResolvableType content = (result.kind == Kind.ENTITY) ? declared.as(HttpEntity.class).getGeneric()
				: ResolvableType.NONE;
		Class<?> body = content.resolve(Object.class);
		boolean bodyEnds = result.kind == Kind.ENTITY
				&& (UnfinishedWork.isReplaceableFuture(body) || adapter(body) != null);
		Class<?> unfinished = switch (result.kind) {
			case FUTURE, PUBLISHER -> UnfinishedWork.findInside(declared);
			case ENTITY -> bodyEnds ? UnfinishedWork.findInside(content) : UnfinishedWork.find(content);
			case PLAIN -> UnfinishedWork.find(declared);
		};
		if (unfinished != null) {
			throw unfinished(method, type, unfinished);
		}
		return result;
	}

	/**
	 * A publisher of a kind that nothing can be converted to is no result that can be put
	 * under a lock.
	 */
	private static @Nullable ReactiveAdapter adapter(Class<?> type) {
		ReactiveAdapter adapter = UnfinishedWork.publisherAdapter(type);
		return (adapter != null && type.isAssignableFrom(adapter.getReactiveType())) ? adapter : null;
	}

	private static MethodResult of(Class<?> type) {
		if (UnfinishedWork.isReplaceableFuture(type)) {
			return new MethodResult(Kind.FUTURE, type, true);
		}
		ReactiveAdapter adapter = adapter(type);
		if (adapter != null) {
			return new MethodResult(Kind.PUBLISHER, type, !adapter.isMultiValue());
		}
		return new MethodResult(HttpEntity.class.isAssignableFrom(type) ? Kind.ENTITY : Kind.PLAIN, type, true);
	}

	/**
	 * Spring hands a suspend function to its advice as a publisher, if it can.
	 */
	private static MethodResult ofSuspendFunction(Method method) {
		if (!ClassUtils.isPresent("kotlinx.coroutines.reactor.MonoKt", method.getDeclaringClass().getClassLoader())) {
			throw new InvalidLockMethodException(method,
					"is a suspend function, whose end cannot be seen without kotlinx-coroutines-reactor",
					"Add the dependency org.jetbrains.kotlinx:kotlinx-coroutines-reactor");
		}
		MethodParameter parameter = new MethodParameter(method, -1);
		boolean flow = parameter.getParameterType().getName().equals(KOTLIN_FLOW);
		ResolvableType declared = ResolvableType.forMethodParameter(parameter);
		Class<?> unfinished = flow ? UnfinishedWork.findInside(declared) : UnfinishedWork.find(declared);
		if (unfinished != null) {
			throw unfinished(method, parameter.getParameterType(), unfinished);
		}
		return new MethodResult(Kind.PUBLISHER, flow ? Flux.class : Mono.class, !flow);
	}

	/**
	 * Whether a caller in Kotlin counts on a value where a call that is left out returns
	 * {@code null}.
	 */
	static boolean isNeverNull(Method method) {
		if (!KotlinDetector.isKotlinType(method.getDeclaringClass())
				|| Nullness.forMethodReturnType(method) != Nullness.NON_NULL) {
			return false;
		}
		MethodResult result = of(method);
		Class<?> type = new MethodParameter(method, -1).getParameterType();
		boolean suspended = KotlinDetector.isSuspendingFunction(method);
		boolean single = suspended ? result.single : result.kind == Kind.PLAIN || result.kind == Kind.ENTITY;
		return single && type != void.class && !type.getName().equals(KOTLIN_UNIT) && result.empty() == null;
	}

	private static InvalidLockMethodException unfinished(Method method, Class<?> type, Class<?> unfinished) {
		String returned = (type == unfinished) ? type.getSimpleName()
				: type.getSimpleName() + " with " + unfinished.getSimpleName();
		return new InvalidLockMethodException(method,
				"returns " + returned + ", whose work would run on after the lock is released",
				"Let it return the finished result, a CompletableFuture, a Mono or a Flux, or acquire the lock inside the "
						+ "work with OctoStoreLocks");
	}

	Kind kind() {
		return this.kind;
	}

	/**
	 * Whether the publisher emits at most one element.
	 */
	boolean isSingle() {
		return this.single;
	}

	/**
	 * Whether a call can be left out.
	 */
	boolean isPrimitive() {
		return this.type.isPrimitive() && this.type != void.class;
	}

	/**
	 * What a call returns that was left out.
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // it is what the caller gets
	@Nullable Object empty() {
		if (this.kind == Kind.FUTURE) {
			return CompletableFuture.completedFuture(null);
		}
		if (this.type == Optional.class) {
			return Optional.empty();
		}
		if (this.type == OptionalInt.class) {
			return OptionalInt.empty();
		}
		if (this.type == OptionalLong.class) {
			return OptionalLong.empty();
		}
		if (this.type == OptionalDouble.class) {
			return OptionalDouble.empty();
		}
		return null;
	}

	/**
	 * What a call returns that was left out, also where that is a publisher.
	 */
	@Nullable Object emptyValue() {
		return (this.kind == Kind.PUBLISHER) ? fromPublisher(this.single ? Mono.empty() : Flux.empty()) : empty();
	}

	/**
	 * Turn a publisher into what the caller expects.
	 */
	Object fromPublisher(Publisher<?> publisher) {
		ReactiveAdapter adapter = UnfinishedWork.publisherAdapter(this.type);
		return (adapter != null && !this.type.isInstance(publisher)) ? adapter.fromPublisher(publisher) : publisher;
	}

	/**
	 * Turn what a method returned into a publisher.
	 */
	static Publisher<?> toPublisher(@Nullable Object returned) {
		if (returned == null) {
			return Mono.empty();
		}
		if (returned instanceof Publisher<?> publisher) {
			return publisher;
		}
		ReactiveAdapter adapter = UnfinishedWork.publisherAdapter(returned.getClass());
		return (adapter != null) ? adapter.toPublisher(returned) : Mono.just(returned);
	}

	/**
	 * When the work of a method ends.
	 */
	enum Kind {

		/** It ends with the return. */
		PLAIN,

		/**
		 * It ends with the {@link Future} or {@link CompletionStage} that is returned.
		 */
		FUTURE,

		/** It is in the publisher that is returned. */
		PUBLISHER,

		/** It ends with the body of the entity that is returned. */
		ENTITY

	}

}
