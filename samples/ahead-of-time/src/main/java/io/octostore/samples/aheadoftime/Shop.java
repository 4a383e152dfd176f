package io.octostore.samples.aheadoftime;

import java.time.Duration;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.OctoStoreLocks;

/**
 * Runs methods under locks until the application is stopped, which it does itself.
 */
@Component
class Shop {

	private final Orders orders;

	private final OctoStoreLocks locks;

	private final Shutdown shutdown;

	private int reports;

	Shop(Orders orders, OctoStoreLocks locks, Shutdown shutdown) {
		this.orders = orders;
		this.locks = locks;
		this.shutdown = shutdown;
	}

	@EventListener
	void ready(ApplicationReadyEvent event) {
		System.out.println(this.orders.ship(new Order(new Order.Customer("c-7"), 4711)));
		System.out.println("Counted under lock " + this.locks.execute("count", (lock) -> lock.name()));
	}

	@Scheduled(initialDelay = 500, fixedDelay = 50)
	@DistributedLock("report")
	void report() {
		boolean fast = CurrentLock.get().remaining().compareTo(Duration.ofSeconds(10)) < 0;
		System.out.println("Report " + ++this.reports + " under lock " + CurrentLock.get().name()
				+ (fast ? " with its definition" : ""));
		if (this.reports == 2) {
			this.shutdown.begin();
		}
	}

}
