package io.octostore.examples;

import org.springframework.stereotype.Component;

import io.octostore.lock.DistributedLock;

@Component
class Settlement {

	private final Accounts accounts;

	Settlement(Accounts accounts) {
		this.accounts = accounts;
	}

	@DistributedLock(name = "settlement", key = "#account", waitFor = "30s")
	public void settle(String account) {
		this.accounts.settle(account);
	}

}
