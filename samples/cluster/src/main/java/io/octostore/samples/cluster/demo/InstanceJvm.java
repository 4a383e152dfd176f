package io.octostore.samples.cluster.demo;

import io.octostore.samples.cluster.ClusterApplication;

/**
 * The JVM of one instance, which ends with the demo, however that ends.
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
		ClusterApplication.main(args);
	}

}
