package com.example.reports;

import java.time.Duration;

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

	void bill(String batch) {
		locks.executeWithoutResult("invoices", (lock) -> invoices.write(batch, lock.fencingToken()));
	}

	int count(String batch) {
		LockOptions patient = LockOptions.ofWaitFor(Duration.ofSeconds(5));
		return locks.execute("invoices", patient, (lock) -> invoices.count(batch));
	}

}
