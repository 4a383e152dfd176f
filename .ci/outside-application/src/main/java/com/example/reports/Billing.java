package com.example.reports;

import org.springframework.stereotype.Component;

import io.octostore.lock.OctoStoreLocks;

@Component
class Billing {

	private final OctoStoreLocks locks;

	private final Invoices invoices;

	private final Reports reports;

	private final String batch = "November";

	Billing(OctoStoreLocks locks, Invoices invoices, Reports reports) {
		this.locks = locks;
		this.invoices = invoices;
		this.reports = reports;
	}

	int bill() {
		this.locks.executeWithoutResult("report", (lock) -> this.reports.write(lock.fencingToken()));
		int written = this.locks.execute("invoices", (lock) -> this.invoices.write(this.batch, lock.fencingToken()));
		return written;
	}

}
