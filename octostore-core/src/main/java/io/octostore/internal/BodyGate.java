package io.octostore.internal;

/**
 * Decides between the end of a body and the interrupt that the loss of its lock, or the
 * end of its leadership, sends to it: the interrupt reaches the body or nothing, and does
 * not stay on the thread. Thread safe.
 */
public final class BodyGate {

	private final Thread thread;

	/** Guarded by this. */
	private boolean open = true;

	/** Guarded by this. */
	private boolean interrupted;

	/**
	 * Create an open gate.
	 * @param thread thread that runs the body
	 */
	public BodyGate(Thread thread) {
		this.thread = thread;
	}

	/**
	 * Interrupt the body, unless it has ended.
	 */
	public synchronized void interrupt() {
		// A flag that other code has set is not ours to clear later
		if (isOpen() && !this.thread.isInterrupted()) {
			this.interrupted = true;
			this.thread.interrupt();
		}
	}

	/**
	 * Say that the body has ended; called on its thread.
	 */
	public synchronized void close() {
		this.open = false;
		clearInterrupt();
	}

	@Safeguard("interrupt-only-a-running-body")
	private boolean isOpen() {
		return this.open;
	}

	@Safeguard("leave-no-interrupt-behind")
	private void clearInterrupt() {
		if (this.interrupted) {
			Thread.interrupted();
		}
	}

}
