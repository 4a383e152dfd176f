package com.example.reports;

import org.springframework.stereotype.Component;

@Component
class Invoices {

	void write(String batch, long fencingToken) {
		System.out.println("Invoices of " + batch + " written with fencing token " + fencingToken);
	}

	int count(String batch) {
		return batch.length();
	}

}
