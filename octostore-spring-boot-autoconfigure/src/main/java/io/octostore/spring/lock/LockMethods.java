package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodClassKey;

import io.octostore.lock.DistributedLock;

/**
 * The annotated methods that have been seen, read once each.
 */
final class LockMethods {

	private final Map<MethodClassKey, Optional<LockMethod>> cache = new ConcurrentHashMap<>();

	private final Map<Class<?>, Set<Method>> annotated = new ConcurrentHashMap<>();

	private final LockMethodFactory factory;

	LockMethods(LockMethodFactory factory) {
		this.factory = factory;
	}

	/**
	 * Find what is known about a method.
	 * @throws InvalidLockMethodException if it is annotated in a way that cannot work
	 */
	@Nullable LockMethod find(Method method, Class<?> targetClass) {
		MethodClassKey key = new MethodClassKey(method, targetClass);
		Optional<LockMethod> known = this.cache.get(key);
		if (known == null) {
			// Not inside the map: reading may create beans, whose methods are read in
			// turn
			known = read(method, targetClass);
			this.cache.put(key, known);
		}
		return known.orElse(null);
	}

	/**
	 * All annotated methods of a class, those included that cannot be locked.
	 */
	Set<Method> annotated(Class<?> targetClass) {
		return this.annotated.computeIfAbsent(targetClass, (type) -> Set.copyOf(LockAnnotations.findAll(type)));
	}

	private Optional<LockMethod> read(Method method, Class<?> targetClass) {
		List<DistributedLock> annotations = LockAnnotations.find(method, targetClass);
		return annotations.isEmpty() ? Optional.empty() : Optional
			.of(this.factory.create(LockAnnotations.specificMethod(method, targetClass), targetClass, annotations));
	}

	/**
	 * Read and check all annotated methods of a class, and of interfaces that a proxy
	 * adds to it.
	 */
	Collection<LockMethod> readAll(Class<?> targetClass, Class<?>... proxiedInterfaces) {
		Map<Method, LockMethod> found = new LinkedHashMap<>();
		for (Method method : annotated(targetClass)) {
			add(method, targetClass, found);
		}
		for (Class<?> proxiedInterface : proxiedInterfaces) {
			for (Method method : annotated(proxiedInterface)) {
				add(method, targetClass, found);
			}
		}
		return new ArrayList<>(found.values());
	}

	private void add(Method method, Class<?> targetClass, Map<Method, LockMethod> found) {
		LockMethod lockMethod = find(method, targetClass);
		if (lockMethod != null) {
			found.put(lockMethod.method(), lockMethod);
		}
	}

	/**
	 * What is known of all methods seen so far that have a lock.
	 */
	Collection<LockMethod> all() {
		return this.cache.values().stream().flatMap(Optional::stream).distinct().toList();
	}

	/**
	 * All methods seen so far that have a lock.
	 */
	Collection<LockedMethod> seen() {
		return this.cache.values().stream().flatMap(Optional::stream).flatMap(LockedMethod::of).distinct().toList();
	}

	/**
	 * Names of the locks of all methods seen so far, without prefix and key.
	 */
	Set<String> names() {
		Set<String> names = new TreeSet<>();
		this.cache.values()
			.forEach((found) -> found.ifPresent((method) -> method.locks().forEach((lock) -> names.add(lock.name()))));
		return names;
	}

}
