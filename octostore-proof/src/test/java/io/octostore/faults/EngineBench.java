package io.octostore.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.octostore.OctoStoreException;
import io.octostore.lease.GrantOutcome;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseEvents;
import io.octostore.lease.LeaseKeeper;
import io.octostore.lease.LeaseTerms;
import io.octostore.lease.LeaseTimings;
import io.octostore.lease.Loss;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One engine in virtual time, whose server says what the test wants. Session TTL 30 s,
 * lock TTL 60 s.
 */
abstract class EngineBench {

	static final Duration S = Duration.ofSeconds(30);

	static final Duration L = Duration.ofSeconds(60);

	final SimulatedTime time = new SimulatedTime();

	final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	final List<GrantOutcome> outcomes = new ArrayList<>();

	final List<Loss> losses = new ArrayList<>();

	final LeaseKeeper keeper = new LeaseKeeper(this.authority, this.time, this.time, new Random(1), new LeaseEvents() {
	});

	final void request(String name) {
		request(name, LeaseTimings.ACQUIRE_TIMEOUT);
	}

	final void request(String name, Duration timeout) {
		this.keeper
			.execute(() -> this.keeper.request(name, LeaseTerms.inSession(L, S, false), timeout, this.outcomes::add));
	}

	final Lease acquire(String name) {
		request(name);
		Lease lease = granted();
		lease.onLoss(this.losses::add);
		return lease;
	}

	final Lease granted() {
		GrantOutcome last = lastOutcome();
		assertThat(last).isInstanceOf(GrantOutcome.Granted.class);
		return ((GrantOutcome.Granted) last).lease();
	}

	final GrantOutcome lastOutcome() {
		return this.outcomes.get(this.outcomes.size() - 1);
	}

	final List<Lease.ReleaseOutcome> release(Lease lease) {
		List<Lease.ReleaseOutcome> outcome = new ArrayList<>();
		lease.release(outcome::add);
		return outcome;
	}

	final void seconds(double seconds) {
		this.time.advance(Duration.ofMillis((long) (seconds * 1000)));
	}

	final int count(Operation operation) {
		return this.authority.calls(operation).size();
	}

	final void leaveOpen(Operation operation) {
		this.authority.answering((call) -> (call.operation() == operation) ? null : this.authority.healthyAnswer(call));
	}

	final void answer(Operation operation, Object answer) {
		this.authority
			.answering((call) -> (call.operation() == operation) ? answer : this.authority.healthyAnswer(call));
	}

	static final class Broken extends OctoStoreException {

		Broken() {
			super("broken");
		}

	}

}
