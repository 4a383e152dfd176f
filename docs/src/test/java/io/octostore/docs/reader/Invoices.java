package io.octostore.docs.reader;

import java.util.List;

/**
 * Invoices of customers.
 */
public interface Invoices {

	List<String> open();

	int write(String batch, long fencingToken);

	void send(String invoice);

	int count(String batch);

}
