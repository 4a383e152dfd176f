package io.octostore.samples.leadership;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import io.octostore.spring.election.LeaderRole;

/**
 * A connection that only one instance may have: it is opened when this instance is
 * elected, and closed when it leads no more.
 */
@Component
@LeaderRole("prices")
class PriceFeed implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(PriceFeed.class);

	private volatile boolean running;

	@Override
	public void start() {
		this.running = true;
		logger.info("The feed is open");
	}

	@Override
	public void stop() {
		this.running = false;
		logger.info("The feed is closed");
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isAutoStartup() {
		return false;
	}

}
