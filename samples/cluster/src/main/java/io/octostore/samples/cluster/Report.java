package io.octostore.samples.cluster;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;

/**
 * A job that must not run twice at a time. Nothing in it knows where its lock is.
 */
@Component
class Report {

	private static final Logger logger = LoggerFactory.getLogger(Report.class);

	@Scheduled(fixedDelay = 300)
	@DistributedLock("report")
	void create() throws InterruptedException {
		long fencingToken = CurrentLock.fencingToken();
		logger.info("Report begins with fencing token {}", fencingToken);
		Thread.sleep(200); // stands for the work
		logger.info("Report ends with fencing token {}", fencingToken);
	}

}
