package io.octostore.samples.leadership.demo;

import io.octostore.samples.leadership.LeadershipApplication;

/**
 * The JVM of one instance, which ends with the one that started it.
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
		LeadershipApplication.main(args);
	}

}
