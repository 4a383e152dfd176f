package io.octostore.testsupport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.octostore.OctoStoreException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseEvents;
import io.octostore.lease.LeaseKeeper;
import io.octostore.lease.LeaseTerms;
import io.octostore.lease.LeaseTimings;
import io.octostore.lease.Loss;
import io.octostore.testsupport.ScriptedAuthority.Operation;

/**
 * One engine in virtual time, whose server says what the test wants. Session TTL 30 s,
 * lock TTL 60 s.
 */
public abstract class EngineBench {

	protected static final Duration S = Duration.ofSeconds(30);

	protected static final Duration L = Duration.ofSeconds(60);

	protected final SimulatedTime time = new SimulatedTime();

	protected final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	protected final List<Loss> losses = new ArrayList<>();

	protected final LeaseKeeper keeper = new LeaseKeeper(this.authority, this.time, this.time, new Random(1),
			LeaseTimings.ACQUIRE_TIMEOUT, new LeaseEvents() {
			});

	private final Claims claims = new Claims(this.keeper);

	/** Leases and denials. */
	protected final List<Object> outcomes = this.claims.outcomes();

	private LeaseTerms terms = LeaseTerms.inSession(L, S, false);

	/**
	 * Request under other terms from now on.
	 */
	protected final void terms(LeaseTerms newTerms) {
		this.terms = newTerms;
	}

	protected final void request(String name) {
		request(name, LeaseTimings.ACQUIRE_TIMEOUT);
	}

	protected final void request(String name, Duration timeout) {
		this.claims.request(name, this.terms, timeout);
	}

	protected final Lease acquire(String name) {
		request(name);
		Lease lease = granted();
		lease.onLoss(this.losses::add);
		return lease;
	}

	protected final Lease granted() {
		return this.claims.granted();
	}

	protected final Object lastOutcome() {
		return this.claims.lastOutcome();
	}

	protected final List<Lease.ReleaseOutcome> release(Lease lease) {
		List<Lease.ReleaseOutcome> outcome = new ArrayList<>();
		lease.release(outcome::add);
		return outcome;
	}

	protected final void seconds(double seconds) {
		this.time.advance(Duration.ofMillis((long) (seconds * 1000)));
	}

	protected final int count(Operation operation) {
		return this.authority.calls(operation).size();
	}

	protected final void leaveOpen(Operation operation) {
		this.authority.answering((call) -> (call.operation() == operation) ? null : this.authority.healthyAnswer(call));
	}

	protected final void answer(Operation operation, Object answer) {
		this.authority
			.answering((call) -> (call.operation() == operation) ? answer : this.authority.healthyAnswer(call));
	}

	/**
	 * No answer to an acquire that may have had an effect.
	 */
	protected static AcquireAnswer.Failed ambiguous() {
		return new AcquireAnswer.Failed(new Broken(), true, false);
	}

	/**
	 * A failure that says nothing.
	 */
	public static final class Broken extends OctoStoreException {

		public Broken() {
			super("broken");
		}

	}

}
