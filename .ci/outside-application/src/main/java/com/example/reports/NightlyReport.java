package com.example.reports;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;

@Component
class NightlyReport {

	private final Reports reports;

	NightlyReport(Reports reports) {
		this.reports = reports;
	}

	@Scheduled(cron = "0 0 2 * * *")
	@DistributedLock("nightly-report")
	void createReport() {
		this.reports.write(CurrentLock.fencingToken());
	}

}
