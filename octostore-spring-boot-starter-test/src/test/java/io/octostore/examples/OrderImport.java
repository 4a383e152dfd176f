package io.octostore.examples;

import org.springframework.stereotype.Component;

import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;

@Component
class OrderImport {

	private final Orders orders;

	OrderImport(Orders orders) {
		this.orders = orders;
	}

	@DistributedLock("order-import")
	public void importOrders() throws InterruptedException {
		while (true) {
			String order = this.orders.next();
			CurrentLock.get().ensureHeld();
			this.orders.store(order, CurrentLock.fencingToken());
		}
	}

}
