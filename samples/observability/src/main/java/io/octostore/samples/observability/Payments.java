package io.octostore.samples.observability;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;

/**
 * Payments, one at a time for each account.
 */
@Component
public class Payments {

	private final Duration work;

	private final AtomicLong count = new AtomicLong();

	Payments(@Value("${payments.work}") Duration work) {
		this.work = work;
	}

	/**
	 * Pay from an account, after those who came before.
	 * @param account the account
	 * @return what was done
	 * @throws InterruptedException if the lock is lost meanwhile
	 */
	@DistributedLock(name = "payment", key = "#account", waitFor = "5s")
	public String pay(String account) throws InterruptedException {
		Thread.sleep(this.work.toMillis());
		return "payment " + this.count.incrementAndGet() + " of account " + account + ", fencing token "
				+ CurrentLock.fencingToken();
	}

}
