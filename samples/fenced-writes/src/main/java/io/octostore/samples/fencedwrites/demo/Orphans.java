package io.octostore.samples.fencedwrites.demo;

/**
 * Keeps processes from outliving the one that started them, however that ends.
 */
final class Orphans {

	private Orphans() {
	}

	/**
	 * Ends this process when its parent has ended.
	 */
	static void endWithParent() {
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

}
