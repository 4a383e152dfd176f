package io.octostore.samples.aheadoftime;

import org.springframework.stereotype.Component;

import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;

/**
 * One lock for each customer.
 */
@Component
class Orders {

	@DistributedLock(name = "order", key = "#order.customer().id()")
	String ship(Order order) {
		return "Order " + order.number() + " shipped under lock " + CurrentLock.get().name();
	}

}
