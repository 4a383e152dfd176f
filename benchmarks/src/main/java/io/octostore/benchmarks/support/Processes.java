package io.octostore.benchmarks.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;

/**
 * The end of processes: none outlives the one that started it.
 */
public final class Processes {

	private static final int GRACE_SECONDS = 10;

	private Processes() {
	}

	/**
	 * Ends this process when its parent has ended.
	 */
	public static void endWithParent() {
		ProcessHandle.current().parent().ifPresent((parent) -> {
			Thread watcher = new Thread(() -> exitAfter(parent), "parent-watcher");
			watcher.setDaemon(true);
			watcher.start();
		});
	}

	private static void exitAfter(ProcessHandle parent) {
		parent.onExit().join();
		System.exit(1);
	}

	/**
	 * A port of the loopback interface that no process listens on.
	 * @return the port
	 * @throws IOException if there is none
	 */
	public static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Waits for a process that was asked to end, and kills it if it does not.
	 */
	static void end(Process process) {
		if (!ends(process)) {
			process.destroyForcibly();
		}
	}

	/**
	 * Waits for a process that was asked to end.
	 */
	static boolean ends(Process process) {
		try {
			return process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
