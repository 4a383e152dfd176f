package io.octostore.benchmarks.overhead;

import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.springframework.resilience.annotation.ConcurrencyLimit;

import io.octostore.lock.DistributedLock;

/**
 * A bean whose methods do nothing, under different annotations.
 */
public class Orders {

	/**
	 * Create the bean.
	 */
	public Orders() {
	}

	/**
	 * Not annotated.
	 * @param order number of an order
	 * @return the number
	 */
	public String plain(String order) {
		return order;
	}

	/**
	 * Under one lock for all orders.
	 * @param order number of an order
	 * @return the number
	 */
	@DistributedLock("orders")
	public String locked(String order) {
		return order;
	}

	/**
	 * Under a lock for each order.
	 * @param order number of an order
	 * @return the number
	 */
	@DistributedLock(name = "orders", key = "#order")
	public String lockedByKey(String order) {
		return order;
	}

	/**
	 * Under a lock for each order, whose key is a part of an argument.
	 * @param order an order
	 * @return its number
	 */
	@DistributedLock(name = "orders", key = "#order.number")
	public String lockedByPart(Order order) {
		return order.number();
	}

	/**
	 * Under one of ShedLock's locks.
	 * @param order number of an order
	 * @return the number
	 */
	@SchedulerLock(name = "orders")
	public String shedLocked(String order) {
		return order;
	}

	/**
	 * With Spring's limit of concurrency.
	 * @param order number of an order
	 * @return the number
	 */
	@ConcurrencyLimit(1)
	public String limited(String order) {
		return order;
	}

	/**
	 * An order.
	 *
	 * @param number its number
	 */
	public record Order(String number) {
	}

}
