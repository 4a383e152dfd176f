package io.octostore.spring.lock;

import java.util.stream.Stream;

/**
 * A method that runs under a lock, as the endpoint and the startup report show it.
 *
 * @param method the method as schedulers call it: class and name, with a dot between
 * @param lock name of its lock, without prefix and key
 * @param keyed whether a key is added to the name at each call
 * @param job whether nothing waits for its result or its end, so that runs may be left
 * out
 * @since 0.1.0
 */
public record LockedMethod(String method, String lock, boolean keyed, boolean job) {

	static Stream<LockedMethod> of(LockMethod method) {
		String name = method.method().getDeclaringClass().getName() + "." + method.method().getName();
		return method.locks()
			.stream()
			.map((lock) -> new LockedMethod(name, lock.name(), lock.key() != null, method.mayBeLeftOut()));
	}

}
