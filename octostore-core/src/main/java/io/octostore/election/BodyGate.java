package io.octostore.election;

/**
 * Decides between the end of a body and the interrupt that the end of a leadership sends
 * to it: the interrupt reaches the body or nothing, and does not stay on the thread.
 */
final class BodyGate {

	private final Thread thread;

	/** Guarded by this. */
	private boolean open = true;

	/** Guarded by this. */
	private boolean interrupted;

	BodyGate(Thread thread) {
		this.thread = thread;
	}

	synchronized void interrupt() {
		// A flag that other code has set is not ours to clear later
		if (this.open && !this.thread.isInterrupted()) {
			this.interrupted = true;
			this.thread.interrupt();
		}
	}

	/**
	 * The body has ended; called on its thread.
	 */
	synchronized void close() {
		this.open = false;
		if (this.interrupted) {
			Thread.interrupted();
		}
	}

}
