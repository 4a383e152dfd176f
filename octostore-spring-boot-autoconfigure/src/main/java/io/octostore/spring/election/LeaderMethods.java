package io.octostore.spring.election;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodClassKey;

/**
 * The leader-only methods that have been seen, read once each.
 */
final class LeaderMethods {

	private final Map<MethodClassKey, Optional<LeaderMethod>> cache = new ConcurrentHashMap<>();

	private final Map<Class<?>, Set<Method>> annotated = new ConcurrentHashMap<>();

	private final UnaryOperator<String> placeholders;

	LeaderMethods(UnaryOperator<String> placeholders) {
		this.placeholders = placeholders;
	}

	@Nullable LeaderMethod find(Method method, Class<?> targetClass) {
		return this.cache.computeIfAbsent(new MethodClassKey(method, targetClass), (key) -> read(method, targetClass))
			.orElse(null);
	}

	private Optional<LeaderMethod> read(Method method, Class<?> targetClass) {
		LeaderOnly annotation = LeaderMethod.find(method, targetClass);
		return (annotation == null) ? Optional.empty()
				: Optional.of(LeaderMethod.of(LeaderMethod.specific(method, targetClass), annotation,
						this.placeholders.apply(annotation.name()), targetClass));
	}

	/**
	 * All leader-only methods of a class.
	 */
	Set<Method> annotated(Class<?> targetClass) {
		return this.annotated.computeIfAbsent(targetClass, (type) -> Set.copyOf(LeaderMethod.findAll(type)));
	}

	/**
	 * Read and check all leader-only methods of a class.
	 */
	List<LeaderMethod> readAll(Class<?> targetClass) {
		return annotated(targetClass).stream()
			.flatMap((method) -> Optional.ofNullable(find(method, targetClass)).stream())
			.toList();
	}

	Collection<LeaderMethod> seen() {
		return this.cache.values().stream().flatMap(Optional::stream).toList();
	}

}
