package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;

import io.octostore.lock.OctoStoreLocks;

/**
 * Closes the locks when the application context is closed: after the web server, message
 * listeners, schedulers and executors have let their work end, before any bean is
 * destroyed that a body may need. The shutdown timeout counts from the beginning of the
 * close, so that bodies which those wait for are told in time.
 * <p>
 * A context that is stopped or paused to be started again keeps its locks, which cannot
 * be opened again; so does one that is stopped for a checkpoint, which
 * {@code LocksResource} takes care of.
 */
final class OctoStoreLocksLifecycle implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(OctoStoreLocks.class);

	/**
	 * Phases stop from the highest to the lowest.
	 */
	static final int PHASE = ExecutorConfigurationSupport.DEFAULT_PHASE - 1024;

	private final OctoStoreLocks locks;

	private final Duration shutdownTimeout;

	private final ApplicationContext context;

	private volatile boolean running;

	private volatile boolean closing;

	private volatile long closingSince;

	OctoStoreLocksLifecycle(OctoStoreLocks locks, Duration shutdownTimeout, ApplicationContext context) {
		this.locks = locks;
		this.shutdownTimeout = shutdownTimeout;
		this.context = context;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (this.closing || !this.context.equals(event.getApplicationContext())) {
			return;
		}
		this.closingSince = System.nanoTime();
		this.closing = true;
		Executor later = CompletableFuture.delayedExecutor(this.shutdownTimeout.toMillis(), TimeUnit.MILLISECONDS);
		later.execute(this::closeNow);
	}

	/**
	 * Another phase of the shutdown still waits, perhaps for a body under a lock.
	 */
	private void closeNow() {
		if (this.running) {
			logger.warn(
					"The application has been shutting down for {} s, which is octostore.lock.shutdown-timeout: code that "
							+ "still runs under a lock is told now",
					this.shutdownTimeout.toSeconds());
			this.locks.close(Duration.ZERO);
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
			Duration left = this.shutdownTimeout.minusNanos(System.nanoTime() - this.closingSince);
			this.locks.close(left.isNegative() ? Duration.ZERO : left);
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
