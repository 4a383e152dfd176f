package io.octostore.samples.leadership;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

import io.octostore.election.LeaderElection;
import io.octostore.spring.election.LeaderOnly;

/**
 * Publishes on the leader only. What it publishes to refuses older fencing tokens.
 */
@Component
class PricePublisher {

	private static final Logger logger = LoggerFactory.getLogger(PricePublisher.class);

	private final LeaderElection prices;

	private long lastToken;

	PricePublisher(LeaderElection prices) {
		this.prices = prices;
	}

	@Scheduled(fixedDelayString = "${publisher.pause:500ms}")
	@LeaderOnly("prices")
	void publish() {
		this.prices.leadership().ifPresent((leadership) -> publish(leadership.fencingToken()));
	}

	private void publish(long fencingToken) {
		if (fencingToken != this.lastToken) {
			this.lastToken = fencingToken;
			logger.info("Publishes with fencing token {}", fencingToken);
		}
	}

}
