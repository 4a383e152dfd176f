package io.octostore.samples.scheduledjobs;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;

/**
 * A job that must not run twice at a time. For the sake of the demo a night is short.
 */
@Component
class NightlyReport {

	private static final Logger logger = LoggerFactory.getLogger(NightlyReport.class);

	private final Duration duration;

	NightlyReport(@Value("${report.duration}") Duration duration) {
		this.duration = duration;
	}

	@Scheduled(fixedDelayString = "${report.pause}")
	@DistributedLock("nightly-report")
	void create() throws InterruptedException {
		long fencingToken = CurrentLock.fencingToken();
		logger.info("Report begins with fencing token {}", fencingToken);
		Thread.sleep(this.duration.toMillis()); // stands for the work
		logger.info("Report ends with fencing token {}", fencingToken);
	}

}
