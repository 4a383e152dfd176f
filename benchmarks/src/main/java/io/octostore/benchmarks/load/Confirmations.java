package io.octostore.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.octostore.benchmarks.support.Spread;
import io.octostore.lock.LockListener;

/**
 * Counts what the locks say of themselves.
 */
final class Confirmations implements LockListener {

	private final Map<ConfirmOutcome, Integer> renewals = new EnumMap<>(ConfirmOutcome.class);

	private final Map<ConfirmOutcome, Integer> keepalives = new EnumMap<>(ConfirmOutcome.class);

	private final List<Duration> confirmed = new ArrayList<>();

	private int lost;

	private int atRisk;

	@Override
	public synchronized void leaseRenewed(ConfirmEvent event) {
		this.renewals.merge(event.outcome(), 1, Integer::sum);
		if (event.outcome() == ConfirmOutcome.RENEWED) {
			this.confirmed.add(event.duration());
		}
	}

	@Override
	public synchronized void sessionKeptAlive(ConfirmEvent event) {
		this.keepalives.merge(event.outcome(), 1, Integer::sum);
	}

	@Override
	public synchronized void lockAtRisk(RiskEvent event) {
		this.atRisk++;
	}

	@Override
	public synchronized void lockLost(LossEvent event) {
		this.lost++;
	}

	synchronized Holding holding(int locks, int stillHeld) {
		long[] micros = this.confirmed.stream().mapToLong((duration) -> duration.toNanos() / 1000).toArray();
		boolean none = micros.length == 0;
		return new Holding(locks, stillHeld, this.lost, this.atRisk, count(this.renewals, ConfirmOutcome.RENEWED),
				count(this.renewals, ConfirmOutcome.UNCERTAIN), count(this.keepalives, ConfirmOutcome.RENEWED),
				count(this.keepalives, ConfirmOutcome.UNCERTAIN), none ? 0 : Spread.percentile(micros, 50),
				none ? 0 : Spread.percentile(micros, 99), Arrays.stream(micros).max().orElse(0));
	}

	private static int count(Map<ConfirmOutcome, Integer> counts, ConfirmOutcome outcome) {
		return counts.getOrDefault(outcome, 0);
	}

}
