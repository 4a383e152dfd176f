package io.octostore.samples.scheduledjobs.demo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Two instances of the application with one token. Not thread safe, except for
 * {@link #close()}.
 */
final class Cluster implements AutoCloseable {

	private final DemoServer server;

	private final Map<String, String> settings;

	private final JobLog log;

	private final Map<String, Instance> instances = new LinkedHashMap<>();

	/** Set by close(), perhaps while an instance is being started. */
	private boolean closed;

	Cluster(DemoServer server, Map<String, String> settings, JobLog log) {
		this.server = server;
		this.settings = settings;
		this.log = log;
	}

	/**
	 * Starts both and waits until one has run the job while the other skipped it.
	 */
	void start() throws InterruptedException {
		start("A");
		start("B");
		for (Instance instance : instances()) {
			this.log.await(0, (event) -> event.isOf(instance), instance.name() + " runs or skips the job");
		}
		this.log.await(0, (event) -> event.kind() == JobEvent.Kind.SKIPS, "an instance skips the job");
	}

	private synchronized void start(String name) {
		if (this.closed) {
			throw new IllegalStateException("The demo was stopped");
		}
		this.instances.put(name, Instance.start(name, this.server, this.settings, this.log));
	}

	/**
	 * Stops the instance that runs the job, as an operator would, and waits until the
	 * other one runs it.
	 */
	Takeover stopHolder() throws InterruptedException {
		return end("stopped", Instance::stop);
	}

	/**
	 * Kills the instance that runs the job, and waits until the other one runs it.
	 */
	Takeover killHolder() throws InterruptedException {
		return end("killed", Instance::kill);
	}

	private Takeover end(String verb, Consumer<Instance> how) throws InterruptedException {
		JobEvent run = this.log.await(this.log.size(), JobEvent::begins, "an instance runs the job");
		Instance holder = instance(run.instance());
		int seen = this.log.size();
		long ended = System.nanoTime();
		this.log.comment("==> " + holder.name() + " is " + verb + " while it runs the job");
		how.accept(holder);
		JobEvent next = this.log.await(seen, (event) -> event.begins() && !event.isOf(holder),
				"another instance than " + holder.name() + " runs the job");
		return new Takeover(holder, instance(next.instance()), Duration.ofNanos(System.nanoTime() - ended));
	}

	/**
	 * Starts an instance that has gone again, and waits until it has skipped or run the
	 * job.
	 */
	void restart(Instance instance) throws InterruptedException {
		int seen = this.log.size();
		start(instance.name());
		this.log.await(seen, (event) -> event.isOf(instance), instance.name() + " runs or skips the job again");
	}

	private synchronized Instance instance(String name) {
		Instance instance = this.instances.get(name);
		if (instance == null) {
			throw new IllegalStateException("No instance " + name);
		}
		return instance;
	}

	private synchronized List<Instance> instances() {
		return List.copyOf(this.instances.values());
	}

	@Override
	public void close() {
		List<Instance> all;
		synchronized (this) {
			this.closed = true;
			all = instances();
		}
		Instance.stopAll(all);
	}

}
