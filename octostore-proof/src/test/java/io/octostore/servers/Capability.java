package io.octostore.servers;

import static io.octostore.servers.ServerRelease.V0_12_0;
import static io.octostore.servers.ServerRelease.V0_14_4;
import static io.octostore.servers.ServerRelease.V0_6_0;
import static io.octostore.servers.ServerRelease.V0_8_0;

/**
 * What this library can do, on which release it works, and what happens on older ones.
 */
enum Capability {

	HEALTH("health and figures", ClientChecks::health),

	LOCK("acquire, renew, release, look at a lock as a user", ClientChecks::lock),

	UNKNOWN_TOKEN("refusal of an unknown token", ClientChecks::unknownToken),

	LOCK_LIMIT("exception of its own at the 101st lock", ClientChecks::lockLimit),

	ROTATION("rotation of the token", ClientChecks::rotation),

	LIST("list of all locks", V0_8_0, Outcome.OWN_LOCKS, ClientChecks::list),

	HIERARCHICAL_NAMES("`name-rule: hierarchical`", V0_8_0, Outcome.REFUSED_BY_SERVER, ClientChecks::hierarchicalNames),

	WATCH("watch of a lock", V0_14_4, Outcome.CHANGES, ClientChecks::watch),

	SESSION("create, keep alive, look at, end a session", V0_6_0, Outcome.REFUSED, ClientChecks::session),

	EPHEMERAL("acquire for a session", V0_14_4, Outcome.REFUSED, ClientChecks::ephemeral),

	NAMED_SESSION("acquire in a session, for the user", V0_14_4, Outcome.REFUSED, ClientChecks::namedSession),

	LOCK_DELAY("acquire with a lock delay", V0_14_4, Outcome.REFUSED, ClientChecks::lockDelay),

	ELECTION("create, campaign, renew, resign, look at an election", V0_12_0, Outcome.REFUSED, ClientChecks::election),

	ELECTION_WATCH("watch of an election", V0_14_4, Outcome.REFUSED, ClientChecks::electionWatch),

	SESSION_HOLDER("locks with `octostore.lock.holder=session`, the default", V0_14_4, Outcome.REFUSED,
			LocksChecks::sessionHolder),

	TOKEN_HOLDER("locks with `octostore.lock.holder=token`", LocksChecks::tokenHolder),

	LEADER_ROOM("leader rooms", V0_12_0, Outcome.REFUSED, LocksChecks::leaderRoom),

	NO_NAMESPACE("locks of users without a namespace", ClientChecks::withoutNamespace) {

		@Override
		Outcome expectedOn(ServerRelease release) {
			return release.needsNamespaces() ? Outcome.DEFECT : Outcome.WORKS;
		}

	};

	private final String title;

	private final ServerRelease since;

	private final Outcome before;

	private final Check check;

	/**
	 * Works everywhere.
	 */
	Capability(String title, Check check) {
		this(title, ServerRelease.V0_4_3, Outcome.WORKS, check);
	}

	Capability(String title, ServerRelease since, Outcome before, Check check) {
		this.title = title;
		this.since = since;
		this.before = before;
		this.check = check;
	}

	String title() {
		return this.title;
	}

	Outcome expectedOn(ServerRelease release) {
		return release.isSince(this.since) ? Outcome.WORKS : this.before;
	}

	/**
	 * Tries it.
	 * @return what came of it, if that is something that may happen
	 */
	Outcome tryOn(ServerAccess server) throws Exception {
		return this.check.run(server);
	}

	@Override
	public String toString() {
		return this.title;
	}

	@FunctionalInterface
	private interface Check {

		Outcome run(ServerAccess server) throws Exception;

	}

}
