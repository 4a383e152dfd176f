package io.octostore.faults;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Threads and sockets of this process that were not there before.
 */
final class Leftovers {

	private static final Path FILES = Path.of("/proc/self/fd");

	private final Set<Thread> threads = Thread.getAllStackTraces().keySet();

	private final long sockets;

	Leftovers() throws IOException {
		// The JDK keeps a socket for itself from the first use of the network on
		SocketChannel.open().close();
		this.sockets = sockets();
	}

	/**
	 * Write down what is left, after some time in which threads may end and connections
	 * be closed.
	 */
	void report() {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
		while (System.nanoTime() < end && !(newThreads().isEmpty() && newSockets() <= 0)) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
		}
		Journal.say("leftovers", newSockets(), String.join(",", newThreads()).replace(' ', '_'));
	}

	private List<String> newThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !this.threads.contains(thread))
			.map(Thread::getName)
			// One for each CPU, which belong to Reactor and end with the process
			.filter((name) -> !name.startsWith("parallel-"))
			.sorted()
			.toList();
	}

	private long newSockets() {
		return sockets() - this.sockets;
	}

	private static long sockets() {
		try (Stream<Path> files = Files.list(FILES)) {
			return files.filter(Leftovers::isSocket).count();
		}
		catch (IOException ex) {
			throw new IllegalStateException("The open files of this process are not in " + FILES, ex);
		}
	}

	private static boolean isSocket(Path file) {
		try {
			return Files.readSymbolicLink(file).toString().startsWith("socket:");
		}
		catch (IOException ex) {
			// Closed meanwhile
			return false;
		}
	}

}
