package io.octostore.benchmarks.hot;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.octostore.benchmarks.peers.Contender;
import io.octostore.benchmarks.peers.Stores;
import io.octostore.benchmarks.support.ForeignLoad;
import io.octostore.benchmarks.support.JvmProcess;

/**
 * The JVMs of a contender, as the driver sees them. Instances are spread over them.
 */
final class Fleet implements AutoCloseable {

	private static final int JVMS = 4;

	/** Until all JVMs have got their command. */
	private static final long LEAD_MILLIS = 200;

	private final Contender contender;

	private final Stores stores;

	private final List<JvmProcess> jvms = new ArrayList<>();

	private int runs;

	Fleet(Contender contender, String address, Stores stores, List<String> jvmOptions) throws IOException {
		this.contender = contender;
		this.stores = stores;
		for (int number = 0; number < JVMS; number++) {
			this.jvms.add(new JvmProcess(contender.name() + "-" + number, HotJvm.class, jvmOptions, contender.name(),
					address));
		}
	}

	Contender contender() {
		return this.contender;
	}

	Sample run(Shape shape, Duration duration) throws IOException, InterruptedException {
		List<JvmProcess> taking = this.jvms.subList(0, Math.min(JVMS, shape.instances()));
		for (int number = 0; number < taking.size(); number++) {
			StringBuilder connect = new StringBuilder("connect " + shape.name());
			for (int instance = number; instance < shape.instances(); instance += JVMS) {
				connect.append(' ').append(instance);
			}
			taking.get(number).send(connect.toString());
		}
		answers(taking);
		long before = this.stores.requests();
		ForeignLoad foreignLoad = new ForeignLoad();
		foreignLoad.begin();
		long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEAD_MILLIS);
		long end = shape.isOnce() ? Long.MAX_VALUE : start + duration.toNanos();
		String name = "hot-" + this.runs++;
		List<Share> shares = ask(taking, "run " + name + " " + start + " " + end).stream()
			.flatMap((answer) -> Stream.of(answer.split(",", -1)))
			.map(Share::parse)
			.toList();
		double foreign = foreignLoad.end();
		long requests = this.stores.requests() - before;
		ask(taking, "close");
		long elapsed = shape.isOnce() ? shares.stream().mapToLong(Share::lastNanos).max().orElse(start) - start
				: duration.toNanos();
		return new Sample(shares, elapsed, requests, foreign);
	}

	private static List<String> ask(List<JvmProcess> jvms, String command) throws IOException {
		for (JvmProcess jvm : jvms) {
			jvm.send(command);
		}
		return answers(jvms);
	}

	private static List<String> answers(List<JvmProcess> jvms) throws IOException {
		List<String> answers = new ArrayList<>();
		for (JvmProcess jvm : jvms) {
			answers.add(jvm.answer());
		}
		return answers;
	}

	@Override
	public void close() throws IOException {
		for (JvmProcess jvm : this.jvms) {
			jvm.close();
		}
	}

}
