package io.octostore.benchmarks.handoff;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.octostore.benchmarks.peers.Contender;
import io.octostore.benchmarks.support.JvmProcess;

/**
 * The two JVMs of a contender, as the driver sees them.
 */
final class Pair implements AutoCloseable {

	private final Contender contender;

	private final JvmProcess holder;

	private final JvmProcess waiter;

	Pair(Contender contender, String address, List<String> jvmOptions) throws IOException {
		this.contender = contender;
		this.holder = start(Role.HOLDER, address, jvmOptions);
		this.waiter = start(Role.WAITER, address, jvmOptions);
	}

	private JvmProcess start(Role role, String address, List<String> jvmOptions) throws IOException {
		return new JvmProcess(this.contender.name() + "-" + role, HandOffJvm.class, jvmOptions, this.contender.name(),
				role.name(), address);
	}

	Contender contender() {
		return this.contender;
	}

	/**
	 * Lets each of the JVMs, one after the other, acquire and release without pause.
	 */
	void warmUp(Duration duration) throws IOException {
		this.holder.ask("warm-up " + duration.toMillis());
		this.waiter.ask("warm-up " + duration.toMillis());
	}

	/**
	 * One JVM has the lock for some time, the other waits for it.
	 */
	HandOff handOff(long holdMillis) throws IOException {
		this.holder.ask("hold");
		this.waiter.ask("wait");
		Stamp released = Stamp.parse(this.holder.ask(Long.toString(holdMillis)));
		Stamp granted = Stamp.parse(this.waiter.answer());
		return new HandOff(released, granted);
	}

	@Override
	public void close() throws IOException {
		this.holder.close();
		this.waiter.close();
	}

}
