package io.octostore.examples;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.octostore.lock.DistributedLock;

@Component
class ReportJob {

	private final Reports reports;

	ReportJob(Reports reports) {
		this.reports = reports;
	}

	@Scheduled(cron = "${report.cron:0 0 2 * * *}")
	@DistributedLock("nightly-report")
	public void createReport() {
		this.reports.create();
	}

}
