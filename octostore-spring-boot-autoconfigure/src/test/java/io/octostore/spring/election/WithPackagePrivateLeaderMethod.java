package io.octostore.spring.election;

/**
 * Has a method that only classes of its package see.
 */
public class WithPackagePrivateLeaderMethod {

	@LeaderOnly("orders")
	void work() {
	}

}
