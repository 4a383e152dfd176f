package io.octostore.samples.observability.demo;

import io.octostore.samples.observability.ObservabilityApplication;

/**
 * The JVM of one instance. Ends with the one that started it, however that ends.
 */
final class InstanceJvm {

	private InstanceJvm() {
	}

	public static void main(String[] args) {
		ProcessHandle.current().parent().ifPresent((parent) -> {
			Thread watcher = new Thread(() -> {
				parent.onExit().join();
				System.exit(1);
			}, "parent-watcher");
			watcher.setDaemon(true);
			watcher.start();
		});
		ObservabilityApplication.main(args);
	}

}
