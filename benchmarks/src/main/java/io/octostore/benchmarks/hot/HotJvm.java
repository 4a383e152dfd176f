package io.octostore.benchmarks.hot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.octostore.benchmarks.peers.Contender;
import io.octostore.benchmarks.support.Commands;

/**
 * One of the JVMs of a contender. {@code connect <shape> <number>...} connects instances;
 * {@code run <name> <start> <end>} lets their callers want a lock, {@code close} closes
 * them. Each is answered by a line, {@code run} by the {@link Share} of each instance.
 */
final class HotJvm {

	private final Contender contender;

	private final String address;

	private final List<Instance> instances = new ArrayList<>();

	private HotJvm(Contender contender, String address) {
		this.contender = contender;
		this.address = address;
	}

	/**
	 * Runs.
	 * @param args name of the {@link Contender}, address of the store
	 * @throws Exception if an instance cannot be connected
	 */
	public static void main(String[] args) throws Exception {
		new HotJvm(Contender.valueOf(args[0]), args[1]).serve();
	}

	private void serve() throws Exception {
		Commands commands = Commands.read();
		for (Optional<String> command = commands.next(); command.isPresent(); command = commands.next()) {
			List<String> fields = List.of(command.get().split(" ", -1));
			commands.answer(switch (fields.get(0)) {
				case "connect" -> connect(Shape.valueOf(fields.get(1)), fields.subList(2, fields.size()));
				case "run" -> run(fields.get(1), Long.parseLong(fields.get(2)), Long.parseLong(fields.get(3)));
				case "close" -> close();
				default -> throw new IllegalArgumentException(command.get());
			});
		}
	}

	private String connect(Shape shape, List<String> numbers) throws Exception {
		for (String number : numbers) {
			this.instances.add(Instance.connect(this.contender, this.address, shape, Integer.parseInt(number)));
		}
		return "connected";
	}

	private String run(String name, long start, long end) throws InterruptedException {
		this.instances.forEach((instance) -> instance.start(name, start, end));
		List<Share> shares = new ArrayList<>();
		for (Instance instance : this.instances) {
			shares.add(instance.await());
		}
		return shares.stream().map(Share::format).collect(Collectors.joining(","));
	}

	private String close() throws IOException {
		for (Instance instance : this.instances) {
			instance.close();
		}
		this.instances.clear();
		return "closed";
	}

}
