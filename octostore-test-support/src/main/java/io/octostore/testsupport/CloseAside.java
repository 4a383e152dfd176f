package io.octostore.testsupport;

/**
 * Closes what a test leaves in use. Locks wait in real time for those that hold them,
 * which a test in simulated time need not do.
 */
public final class CloseAside {

	private CloseAside() {
	}

	/**
	 * Close something on a thread of its own, and do not wait for the end.
	 * @param closeable what is closed
	 */
	public static void close(AutoCloseable closeable) {
		Thread thread = new Thread(() -> {
			try {
				closeable.close();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}, "close");
		thread.setDaemon(true);
		thread.start();
	}

}
