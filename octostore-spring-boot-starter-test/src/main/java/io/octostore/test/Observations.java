package io.octostore.test;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import io.octostore.Loss;
import io.octostore.lock.LockListener;

/**
 * What applications know and the server does not: which attempts ended without the lock,
 * though the server was asked several times or not at all, and which losses were noticed.
 * Thread safe.
 */
final class Observations implements LockListener {

	private static final Set<AcquireOutcome> IN_VAIN = Set.of(AcquireOutcome.HELD, AcquireOutcome.DELAYED,
			AcquireOutcome.TIMEOUT);

	private final Set<String> skipped = ConcurrentHashMap.newKeySet();

	private final List<Loss> losses = new CopyOnWriteArrayList<>();

	private final AtomicLong failures = new AtomicLong();

	@Override
	public void acquireEnded(AcquireEvent event) {
		if (IN_VAIN.contains(event.outcome())) {
			this.skipped.add(event.lockName());
		}
	}

	@Override
	public void lockLost(LossEvent event) {
		this.losses.add(event.loss());
	}

	@Override
	public void leaseRenewed(ConfirmEvent event) {
		count(event.outcome());
	}

	@Override
	public void sessionKeptAlive(ConfirmEvent event) {
		count(event.outcome());
	}

	private void count(ConfirmOutcome outcome) {
		if (outcome == ConfirmOutcome.UNCERTAIN) {
			this.failures.incrementAndGet();
		}
	}

	/**
	 * How often the server could not be asked whether something is still held.
	 */
	long failures() {
		return this.failures.get();
	}

	boolean skipped(String name) {
		return this.skipped.contains(name);
	}

	boolean lost(String name, long fencingToken) {
		return this.losses.stream().anyMatch((loss) -> loss.name().equals(name) && loss.fencingToken() == fencingToken);
	}

	void clear() {
		this.skipped.clear();
		this.losses.clear();
	}

}
