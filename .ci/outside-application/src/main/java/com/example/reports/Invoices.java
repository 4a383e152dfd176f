package com.example.reports;

import org.springframework.stereotype.Component;

@Component
class Invoices {

	int write(String batch, long fencingToken) {
		System.out.println("Invoices of " + batch + " written with fencing token " + fencingToken);
		return 1;
	}

}
