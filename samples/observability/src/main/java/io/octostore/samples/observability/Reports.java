package io.octostore.samples.observability;

import java.time.Duration;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.octostore.lock.DistributedLock;

/**
 * Jobs that one of the instances runs at a time.
 */
@Component
public class Reports {

	private final Duration work;

	Reports(@Value("${reports.work}") Duration work) {
		this.work = work;
	}

	/**
	 * Runs once for each fire time, whichever instance comes first.
	 * @throws InterruptedException if the lock is lost meanwhile
	 */
	@Scheduled(cron = "${reports.cron}")
	@DistributedLock("nightly-report")
	public void report() throws InterruptedException {
		Thread.sleep(this.work.toMillis());
	}

	/**
	 * Runs in turns, and not every time that it is due.
	 * @throws InterruptedException if the lock is lost meanwhile
	 */
	@Scheduled(fixedDelayString = "${reports.pause}")
	@DistributedLock("clean-up")
	public void cleanUp() throws InterruptedException {
		Thread.sleep(this.work.toMillis() / 4);
	}

}
