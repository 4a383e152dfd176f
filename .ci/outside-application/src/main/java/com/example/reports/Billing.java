package com.example.reports;

import org.springframework.stereotype.Component;

import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;

@Component
class Billing {

	private final OctoStoreLocks locks;

	private final Invoices invoices;

	Billing(OctoStoreLocks locks, Invoices invoices) {
		this.locks = locks;
		this.invoices = invoices;
	}

	void bill(String batch) throws InterruptedException {
		locks.execute("invoices", LockOptions.defaults(), (lock) -> invoices.write(batch, lock.fencingToken()));
	}

}
