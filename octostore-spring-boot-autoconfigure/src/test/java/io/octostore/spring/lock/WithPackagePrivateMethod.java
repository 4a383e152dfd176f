package io.octostore.spring.lock;

import io.octostore.lock.DistributedLock;

/**
 * Has a locked method that only classes of this package can override.
 */
public class WithPackagePrivateMethod {

	@DistributedLock("a")
	void run() {
	}

}
