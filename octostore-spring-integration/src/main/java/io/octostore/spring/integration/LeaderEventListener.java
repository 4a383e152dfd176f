package io.octostore.spring.integration;

import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.integration.leader.Context;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;

import io.octostore.election.LeaderElection;
import io.octostore.election.Leadership;
import io.octostore.election.LeadershipListener;

/**
 * Publishes the beginning and the end of leadership as Spring Integration's events, by
 * which its {@link org.springframework.integration.support.SmartLifecycleRoleController
 * SmartLifecycleRoleController} starts and stops endpoints of a role. Thread safe.
 *
 * @since 0.1.0
 */
public final class LeaderEventListener implements LeadershipListener {

	private final Function<String, LeaderElection> elections;

	private final UnaryOperator<String> roles;

	private final ApplicationEventPublisher publisher;

	/**
	 * Create a listener of elections.
	 * @param elections gives an election by its name, so that {@link Context#yield()} can
	 * give its leadership up
	 * @param roles gives the role of an election by its name
	 * @param publisher takes the events
	 */
	public LeaderEventListener(Function<String, LeaderElection> elections, UnaryOperator<String> roles,
			ApplicationEventPublisher publisher) {
		this.elections = elections;
		this.roles = roles;
		this.publisher = publisher;
	}

	@Override
	public void granted(Leadership leadership) {
		String role = this.roles.apply(leadership.name());
		this.publisher.publishEvent(new OnGrantedEvent(this, new ElectionContext(leadership, role), role));
	}

	@Override
	public void revoked(Leadership leadership) {
		String role = this.roles.apply(leadership.name());
		this.publisher.publishEvent(new OnRevokedEvent(this, new ElectionContext(leadership, role), role));
	}

	/**
	 * A term as Spring Integration sees it.
	 */
	private final class ElectionContext implements Context {

		private final Leadership leadership;

		private final String role;

		private ElectionContext(Leadership leadership, String role) {
			this.leadership = leadership;
			this.role = role;
		}

		@Override
		public boolean isLeader() {
			return this.leadership.isLeader();
		}

		@Override
		@SuppressWarnings("FutureReturnValueIgnored") // a caller of Spring Integration
														// does not wait
		public void yield() {
			if (isLeader()) {
				LeaderEventListener.this.elections.apply(this.leadership.name()).yieldLeadership();
			}
		}

		@Override
		public String getRole() {
			return this.role;
		}

		@Override
		public String toString() {
			return "ElectionContext[role=" + this.role + ", leader=" + isLeader() + "]";
		}

	}

}
