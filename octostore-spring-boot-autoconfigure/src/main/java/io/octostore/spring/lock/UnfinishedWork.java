package io.octostore.spring.lock;

import java.util.Arrays;
import java.util.Collection;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpEntity;

/**
 * Knows which results stand for work that may go on when the method has returned.
 */
final class UnfinishedWork {

	private static final int MAX_DEPTH = 8;

	private static final List<Class<?>> TYPES = List.of(Future.class, CompletionStage.class, BaseStream.class,
			Iterator.class, Spliterator.class, Enumeration.class, Callable.class, Runnable.class, Process.class);

	/** Types of libraries that may be absent. */
	private static final List<String> NAMES = List.of("kotlin.sequences.Sequence", "kotlin.Function", "kotlin.Lazy",
			"kotlinx.coroutines.Job", "org.springframework.web.context.request.async.DeferredResult",
			"org.springframework.web.context.request.async.WebAsyncTask",
			"org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter",
			"org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody");

	private static final ClassValue<Boolean> UNFINISHED_VALUES = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			// The class of a lambda does not have the annotation of its interface
			return isUnfinished(type) || (type.isSynthetic() && type.getInterfaces().length > 0);
		}

	};

	private UnfinishedWork() {
	}

	/**
	 * What Spring knows to convert to a publisher and back; nothing for futures, which
	 * have a way of their own.
	 */
	static @Nullable ReactiveAdapter publisherAdapter(Class<?> type) {
		return (type == Object.class || CompletionStage.class.isAssignableFrom(type)
				|| Future.class.isAssignableFrom(type)) ? null
						: ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
	}

	/**
	 * Whether a {@link CompletableFuture} can stand in for a result of a type.
	 */
	static boolean isReplaceableFuture(Class<?> type) {
		return type != Object.class && type.isAssignableFrom(CompletableFuture.class);
	}

	/**
	 * Whether a value of a type may stand for work that goes on.
	 */
	static boolean isUnfinished(Class<?> type) {
		return TYPES.stream().anyMatch((unfinished) -> unfinished.isAssignableFrom(type))
				|| publisherAdapter(type) != null || isFunction(type) || isNamed(type);
	}

	private static boolean isFunction(Class<?> type) {
		return type.getName().startsWith("java.util.function.") || type.isAnnotationPresent(FunctionalInterface.class);
	}

	private static boolean isNamed(@Nullable Class<?> type) {
		if (type == null) {
			return false;
		}
		return NAMES.contains(type.getName()) || isNamed(type.getSuperclass())
				|| Arrays.stream(type.getInterfaces()).anyMatch(UnfinishedWork::isNamed);
	}

	/**
	 * Find what is unfinished in a type or in what it holds.
	 * @return the type; {@code null} if there is none
	 */
	static @Nullable Class<?> find(ResolvableType type) {
		return find(type, MAX_DEPTH);
	}

	private static @Nullable Class<?> find(ResolvableType type, int depth) {
		Class<?> raw = type.resolve(Object.class);
		return isUnfinished(raw) ? raw : findInside(type, depth);
	}

	/**
	 * Find what is unfinished in what a type holds: {@code List<Future<String>>}.
	 */
	static @Nullable Class<?> findInside(ResolvableType type) {
		return findInside(type, MAX_DEPTH);
	}

	private static @Nullable Class<?> findInside(ResolvableType type, int depth) {
		if (depth == 0) {
			return null;
		}
		if (type.isArray()) {
			return find(type.getComponentType(), depth - 1);
		}
		for (ResolvableType generic : type.getGenerics()) {
			Class<?> found = find(generic, depth - 1);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	/**
	 * Find what is unfinished in a value, whose declared type did not show it.
	 * @return the class of what is unfinished; {@code null} if there is none
	 */
	static @Nullable Class<?> find(@Nullable Object value) {
		if (value == null) {
			return null;
		}
		if (UNFINISHED_VALUES.get(value.getClass())) {
			return value.getClass();
		}
		Object inside = firstOf(value);
		return (inside != null && UNFINISHED_VALUES.get(inside.getClass())) ? inside.getClass() : null;
	}

	static IllegalStateException refused(LockMethod method, Class<?> type) {
		return new IllegalStateException(method.description() + " returned " + type.getName()
				+ ", whose work would run on after lock '" + method.name() + "' is released. Declare the type that it "
				+ "returns, so that the lock is held to its end, or return the finished result");
	}

	private static @Nullable Object firstOf(Object value) {
		if (value instanceof Optional<?> optional) {
			return optional.orElse(null);
		}
		if (value instanceof HttpEntity<?> entity) {
			return entity.getBody();
		}
		if (value instanceof Collection<?> collection) {
			return collection.isEmpty() ? null : collection.iterator().next();
		}
		if (value instanceof Map<?, ?> map) {
			return map.isEmpty() ? null : map.values().iterator().next();
		}
		if (value instanceof Object[] array) {
			return (array.length == 0) ? null : array[0];
		}
		return null;
	}

}
