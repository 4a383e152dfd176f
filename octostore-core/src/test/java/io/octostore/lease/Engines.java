package io.octostore.lease;

import java.util.Random;

import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.SimulatedTime;

/**
 * Makes what the parts of the engine share, for tests of one part.
 */
final class Engines {

	private Engines() {
	}

	static Engine of(ScriptedAuthority authority, SimulatedTime time) {
		return new Engine(Contended.LOCK, authority, time, new SerialContext(), new Random(1), new LeaseEvents() {
		}, new RoundTrip(), LeaseTimings.ACQUIRE_TIMEOUT, new Troubles(Contended.LOCK));
	}

}
