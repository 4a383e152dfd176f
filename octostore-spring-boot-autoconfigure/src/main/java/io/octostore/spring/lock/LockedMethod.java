package io.octostore.spring.lock;

/**
 * A method that runs under a lock, for those who tell of it.
 *
 * @param method the method as schedulers call it: class and name, with a dot between
 * @param lock name of its lock, without prefix and key
 * @param keyed whether a key is added to the name at each call
 * @since 0.1.0
 */
public record LockedMethod(String method, String lock, boolean keyed) {

	static LockedMethod of(LockMethod method) {
		return new LockedMethod(method.method().getDeclaringClass().getName() + "." + method.method().getName(),
				method.name(), method.key() != null);
	}

}
