package com.example.reports;

import org.springframework.stereotype.Component;

import io.octostore.lock.OctoStoreLocks;

@Component
class Billing {

	private final OctoStoreLocks locks;

	private final Invoices invoices;

	private final String batch = "November";

	Billing(OctoStoreLocks locks, Invoices invoices) {
		this.locks = locks;
		this.invoices = invoices;
	}

	int bill() {
		this.locks.executeWithoutResult("invoices", (lock) -> this.invoices.write(this.batch, lock.fencingToken()));
		int count = this.locks.execute("invoices", (lock) -> this.invoices.count(this.batch));
		return count;
	}

}
