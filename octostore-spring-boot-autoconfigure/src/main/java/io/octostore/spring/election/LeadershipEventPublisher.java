package io.octostore.spring.election;

import org.springframework.context.ApplicationEventPublisher;

import io.octostore.election.Leadership;
import io.octostore.election.LeadershipListener;

/**
 * Publishes the beginning and the end of leadership as application events. Thread safe.
 *
 * @since 0.1.0
 */
public final class LeadershipEventPublisher implements LeadershipListener {

	private final ApplicationEventPublisher publisher;

	/**
	 * Create a listener of elections.
	 * @param publisher takes the events
	 */
	public LeadershipEventPublisher(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public void granted(Leadership leadership) {
		this.publisher.publishEvent(new LeadershipGrantedEvent(leadership));
	}

	@Override
	public void revoked(Leadership leadership) {
		this.publisher.publishEvent(new LeadershipRevokedEvent(leadership));
	}

}
