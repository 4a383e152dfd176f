package io.octostore.samples.reactive.demo;

import java.util.HashSet;
import java.util.List;

import io.octostore.samples.reactive.BoxOffice;

/**
 * Sells 20 seats to 30 customers at two instances: first without a lock, then with one.
 */
public final class Demo {

	private static final int SEATS = 20;

	private static final int CUSTOMERS = 30;

	private Demo() {
	}

	/**
	 * Run the demo.
	 * @param args none
	 */
	public static void main(String[] args) {
		System.out.printf("%d seats, %d customers at once, two instances%n", SEATS, CUSTOMERS);
		try (Sale sale = new Sale()) {
			report("without a lock", sale.sell(SEATS, CUSTOMERS, BoxOffice::sellCarelessly));
			report("with a lock", sale.sell(SEATS, CUSTOMERS, BoxOffice::sell));
		}
	}

	private static void report(String title, List<Integer> sold) {
		System.out.printf("%-15s %2d sales of %2d different seats%n", title + ":", sold.size(),
				new HashSet<>(sold).size());
	}

}
