package io.octostore.spring.boot.autoconfigure;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;

import io.octostore.lock.OctoStoreLocks;

/**
 * Closes the locks when the application context is closed: after the web server, message
 * listeners, schedulers and executors have let their work end, before any bean is
 * destroyed that a body may need.
 * <p>
 * A context that is stopped or paused to be started again keeps its locks, which cannot
 * be opened again; so does one that is stopped for a checkpoint, which
 * {@code LocksResource} takes care of.
 */
final class OctoStoreLocksLifecycle implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

	/**
	 * Phases stop from the highest to the lowest.
	 */
	static final int PHASE = ExecutorConfigurationSupport.DEFAULT_PHASE - 1024;

	private final OctoStoreLocks locks;

	private volatile boolean running;

	private volatile boolean closing;

	private final ApplicationContext context;

	OctoStoreLocksLifecycle(OctoStoreLocks locks, ApplicationContext context) {
		this.locks = locks;
		this.context = context;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (this.context.equals(event.getApplicationContext())) {
			this.closing = true;
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		if (this.closing) {
			this.locks.close();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
