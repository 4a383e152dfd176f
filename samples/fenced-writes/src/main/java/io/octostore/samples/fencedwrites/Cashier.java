package io.octostore.samples.fencedwrites;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.OnLost;
import io.octostore.spring.lock.FencingTable;

/**
 * Pays money in: reads a balance, and writes a new one. In between anything may happen.
 */
@Service
public class Cashier {

	private final Accounts accounts;

	private final FencingTable fencing;

	Cashier(Accounts accounts, FencingTable fencing) {
		this.accounts = accounts;
		this.fencing = fencing;
	}

	/**
	 * The right way: in the transaction that writes, the database compares fencing
	 * tokens.
	 */
	@DistributedLock(name = "account", key = "#id", waitFor = "1m")
	@Transactional
	public void payIn(long id, long amount, Runnable pause) {
		long balance = this.accounts.balance(id);
		pause.run();
		this.fencing.admit(CurrentLock.get());
		this.accounts.setBalance(id, balance + amount);
	}

	/**
	 * What goes wrong: no check, no transaction, and a body that does not care for the
	 * loss of its lock.
	 */
	@DistributedLock(name = "account", key = "#id", waitFor = "1m", onLost = OnLost.NOTIFY)
	public void payInCarelessly(long id, long amount, Runnable pause) {
		long balance = this.accounts.balance(id);
		pause.run();
		this.accounts.setBalance(id, balance + amount);
	}

}
