package io.octostore.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.octostore.testsupport.SimulatedTime;

/**
 * One run of several instances, callers and locks against one server, with everything
 * that goes wrong drawn from a seed. The same seed is the same run.
 */
final class Simulation {

	private static final Duration ROUGH_TIME = Duration.ofMinutes(4);

	private final long seed;

	private final Random random;

	private final SimulatedTime time = new SimulatedTime();

	private final History history = new History();

	private final Weather weather;

	private final SimulatedServer server;

	private final List<SimulatedInstance> instances = new ArrayList<>();

	private final List<SimulatedInstance> former = new ArrayList<>();

	private final Duration sessionTtl;

	private final Duration lockTtl;

	private final int names;

	private int instanceNumbers;

	private boolean steady;

	Simulation(long seed) {
		this.seed = seed;
		this.random = new Random(seed);
		this.weather = new Weather(new Random(this.random.nextLong()));
		this.server = new SimulatedServer(this.time, within(Duration.ofSeconds(5)));
		this.sessionTtl = Duration.ofSeconds(this.random.nextBoolean() ? 30 : 10);
		this.lockTtl = this.random.nextBoolean() ? this.sessionTtl : Duration.ofSeconds(60);
		this.names = 1 + this.random.nextInt(3);
	}

	static void run(long seed) {
		new Simulation(seed).run();
	}

	/**
	 * Run and fail with the seed and the history if anything is wrong.
	 */
	void run() {
		int size = 2 + this.random.nextInt(3);
		for (int number = 0; number < size; number++) {
			this.instances.add(start());
		}
		this.server.limit((this.random.nextInt(8) == 0) ? 1 : 100);
		this.weather.rough(this.random.nextDouble() * 0.3, this.lockTtl.multipliedBy(2));
		if (this.random.nextInt(4) == 0) {
			step();
		}
		disturbAgain();
		this.time.advance(ROUGH_TIME);
		settle();
		this.history.end();
		Checkers.verify("Seed " + this.seed, this.history);
	}

	private SimulatedInstance start() {
		Random own = new Random(this.random.nextLong());
		SimulatedProcess process = new SimulatedProcess(this.time, "instance-" + ++this.instanceNumbers, own);
		if (this.random.nextInt(3) == 0) {
			process.rate(0.9 + 0.2 * this.random.nextDouble());
		}
		SimulatedInstance instance = new SimulatedInstance(this.time, this.server, process, this.weather, this.history,
				own, this.sessionTtl, this.lockTtl, this.names);
		instance.start(1 + this.random.nextInt(3));
		return instance;
	}

	/**
	 * The server's clock jumps as far as the engine promises to bear.
	 */
	private void step() {
		Duration step = this.sessionTtl.dividedBy(10);
		this.history.tolerate(step.toNanos());
		this.time.schedule(() -> {
			note("the server's clock jumps by " + step.toMillis() + " ms");
			this.server.step(step);
		}, within(ROUGH_TIME));
	}

	private void disturbAgain() {
		this.time.schedule(() -> {
			if (!this.steady) {
				disturb();
				disturbAgain();
			}
		}, within(Duration.ofSeconds(40)));
	}

	private void disturb() {
		int index = this.random.nextInt(this.instances.size());
		SimulatedInstance instance = this.instances.get(index);
		switch (this.random.nextInt(10)) {
			case 0, 1, 2 -> {
				Duration stop = within(this.sessionTtl.multipliedBy(3).dividedBy(2));
				note(instance + " is stopped for " + stop.toMillis() + " ms");
				instance.process().stop(stop);
			}
			case 3 -> {
				note(instance + " is killed");
				instance.network().kill();
				this.former.add(instance);
				this.instances.set(index, start());
			}
			case 4 -> {
				note(instance + " is closed");
				instance.close(this.random.nextBoolean());
				this.former.add(instance);
				this.instances.set(index, start());
			}
			case 5, 6 -> {
				Duration outage = within(this.sessionTtl.multipliedBy(3).dividedBy(2));
				note("the server is down for " + outage.toMillis() + " ms");
				this.server.goDown();
				this.time.schedule(this.server::comeBack, outage);
			}
			case 7, 8 -> {
				Duration outage = within(this.sessionTtl.multipliedBy(3).dividedBy(2));
				note(instance + " is cut off for " + outage.toMillis() + " ms");
				instance.network().cut(true);
				this.time.schedule(() -> instance.network().cut(false), outage);
			}
			default -> {
				note("watches end");
				this.server.endWatches();
			}
		}
	}

	/**
	 * Let everything heal, everybody finish, and what is left expire; then nothing may be
	 * left.
	 */
	private void settle() {
		this.steady = true;
		note("everything heals");
		this.weather.calm();
		this.server.limit(100);
		if (this.server.isDown()) {
			this.server.comeBack();
		}
		this.instances.forEach((instance) -> instance.network().cut(false));
		this.instances.forEach(SimulatedInstance::finish);
		// Two TTLs until the last request that is held up arrives, one more until what it
		// did has ended
		this.time.advance(this.lockTtl.multipliedBy(3).plusSeconds(45));
		for (SimulatedInstance instance : this.instances) {
			instance.checkAtRest();
		}
		if (!this.server.held().isEmpty()) {
			violation("obligations: still held on the server: " + this.server.held());
		}
		int known = this.instances.stream().mapToInt(SimulatedInstance::openSessions).sum();
		if (this.server.sessionCount() != known) {
			violation("obligations: the server has " + this.server.sessionCount() + " sessions, the instances know of "
					+ known);
		}
		this.instances.forEach((instance) -> instance.close(false));
		this.time.advance(Duration.ofSeconds(5));
		this.instances.forEach(SimulatedInstance::checkClosed);
		if (this.server.sessionCount() != 0 || this.server.openWatches() != 0) {
			violation("leaks: " + this.server.sessionCount() + " sessions and " + this.server.openWatches()
					+ " watches are left on the server");
		}
	}

	private Duration within(Duration limit) {
		return Duration.ofNanos((long) (limit.toNanos() * this.random.nextDouble()));
	}

	private void note(String what) {
		this.history.note(this.time.now(), "-", what);
	}

	private void violation(String what) {
		this.history.violation(this.time.now(), what);
	}

	History history() {
		return this.history;
	}

}
