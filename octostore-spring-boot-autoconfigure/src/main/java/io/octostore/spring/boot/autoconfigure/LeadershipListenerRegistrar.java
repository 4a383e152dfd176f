package io.octostore.spring.boot.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

import io.octostore.election.LeadershipListener;
import io.octostore.spring.election.LeaderElections;
import io.octostore.spring.election.LeaderRoleController;
import io.octostore.spring.election.LeadershipEventPublisher;

/**
 * Adds listeners to all elections: the publisher of events first, then the beans in their
 * order, then the roles. Not when the elections are created, because listeners may need
 * them.
 */
final class LeadershipListenerRegistrar implements SmartInitializingSingleton {

	private final LeaderElections elections;

	private final LeadershipEventPublisher events;

	private final ObjectProvider<LeadershipListener> listeners;

	private final LeaderRoleController roles;

	LeadershipListenerRegistrar(LeaderElections elections, LeadershipEventPublisher events,
			ObjectProvider<LeadershipListener> listeners, LeaderRoleController roles) {
		this.elections = elections;
		this.events = events;
		this.listeners = listeners;
		this.roles = roles;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.elections.all().forEach((election) -> {
			election.addListener(this.events);
			this.listeners.orderedStream()
				.filter((listener) -> listener != this.events && listener != this.roles)
				.forEach(election::addListener);
			election.addListener(this.roles);
		});
	}

}
