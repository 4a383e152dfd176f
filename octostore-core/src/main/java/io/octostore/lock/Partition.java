package io.octostore.lock;

import io.octostore.lease.LeaseEvents;
import io.octostore.lease.LeaseKeeper;

/**
 * One credential's share of the locks: an engine with its sessions, and the queues of the
 * names that go through it.
 */
final class Partition {

	private final LeaseKeeper keeper;

	private final LockQueues queues;

	Partition(Authorities.Access access, OctoStoreLocksBuilder builder, LeaseEvents events) {
		this.keeper = new LeaseKeeper(access.authority(), builder.clock(), builder.scheduler(), builder.random(),
				events);
		this.queues = new LockQueues(this.keeper, builder.clock(), builder.scheduler(), builder.random(),
				access.watches());
	}

	LeaseKeeper keeper() {
		return this.keeper;
	}

	LockQueues queues() {
		return this.queues;
	}

}
