package io.octostore.benchmarks.hot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

import io.octostore.benchmarks.peers.Contender;
import io.octostore.benchmarks.support.Results;

/**
 * What is aimed at, as far as it was measured.
 */
final class Aims {

	private static final double OF_ONE_CALLER = 0.85;

	private static final double TWO_BY_ONE_GRANTS = 450;

	private static final double OF_PEER = 0.8;

	private static final double LONGEST_WAIT_MILLIS = 500;

	private final Samples samples;

	private final List<String> rows = new ArrayList<>();

	Aims(Samples samples) {
		this.samples = samples;
	}

	List<String> rows() {
		this.rows.clear();
		OptionalDouble one = own(Shape.ONE_BY_ONE, Sample::grantsPerSecond);
		if (one.isPresent()) {
			atLeast(Shape.ONE_BY_EIGHT, "grants/s, in proportion to 1 caller",
					(sample) -> sample.grantsPerSecond() / one.getAsDouble(), OF_ONE_CALLER);
		}
		atMost(Shape.ONE_BY_HUNDRED, "requests per grant", Sample::requestsPerGrant, 2.1);
		OptionalDouble sockets = this.samples.median(Shape.TWO_BY_ONE, Contender.WATCH_ON_SOCKETS,
				Sample::grantsPerSecond);
		atLeast(Shape.TWO_BY_ONE, "grants/s", Sample::grantsPerSecond,
				Math.min(TWO_BY_ONE_GRANTS, sockets.orElse(Double.MAX_VALUE) * OF_PEER));
		many(Shape.TWO_BY_FOUR, 0.35);
		many(Shape.FOUR_BY_FOUR, 0.18);
		atMost(Shape.EIGHT_BUSY, "timeouts", Sample::timeouts, 0);
		atMost(Shape.EIGHT_BUSY, "largest distance from the mean", Sample::unevenness, 0.3);
		atLeast(Shape.EIGHT_BUSY, "part of the time that the lock is held", Sample::held, 0.85);
		atMost(Shape.THIRTY_ONCE, "seconds", Sample::seconds, 4);
		atMost(Shape.THIRTY_ONCE, "requests per grant", Sample::requestsPerGrant, 4);
		return this.rows;
	}

	private void many(Shape shape, double share) {
		OptionalDouble peer = this.samples.median(shape, Contender.REDISSON_DURABLE, Sample::grantsPerSecond);
		if (peer.isPresent()) {
			atLeast(shape, "grants/s, in proportion to Redisson on durable Redis",
					(sample) -> sample.grantsPerSecond() / peer.getAsDouble(), OF_PEER);
		}
		atLeast(shape, "smallest share", Sample::smallestShare, share);
		atMost(shape, "longest wait, ms", Sample::longestWaitMillis, LONGEST_WAIT_MILLIS);
	}

	private OptionalDouble own(Shape shape, ToDoubleFunction<Sample> figure) {
		return this.samples.median(shape, Contender.OCTOSTORE, figure);
	}

	private void atLeast(Shape shape, String what, ToDoubleFunction<Sample> figure, double aim) {
		own(shape, figure).ifPresent((measured) -> row(shape, what, measured, "at least", aim, measured >= aim));
	}

	private void atMost(Shape shape, String what, ToDoubleFunction<Sample> figure, double aim) {
		own(shape, figure).ifPresent((measured) -> row(shape, what, measured, "at most", aim, measured <= aim));
	}

	private void row(Shape shape, String what, double measured, String relation, double aim, boolean met) {
		this.rows.add(String.format(Locale.ROOT, "| %s: %s | %,.2f | %s %,.2f | %s |", shape.title(), what, measured,
				relation, aim, Results.verdict(met)));
	}

}
