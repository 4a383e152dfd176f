package io.octostore.docs.reader;

import io.octostore.election.LeaderElection;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.ReactiveOctoStoreLocks;
import io.octostore.spring.lock.FencingTable;

/**
 * What a reader has injected.
 */
@SuppressWarnings("NullAway.Init")
public abstract class Given {

	protected OctoStoreLocks locks;

	protected ReactiveOctoStoreLocks reactiveLocks;

	protected LeaderElection election;

	protected Reports reports;

	protected Invoices invoices;

	protected Accounts accounts;

	protected FencingTable fencing;

	protected String batch = "November";

}
