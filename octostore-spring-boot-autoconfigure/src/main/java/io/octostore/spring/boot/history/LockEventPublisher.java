package io.octostore.spring.boot.history;

import java.util.function.Consumer;

import io.octostore.lock.LockListener;
import io.octostore.spring.event.LockAcquiredEvent;
import io.octostore.spring.event.LockLostEvent;
import io.octostore.spring.event.LockSkippedEvent;
import io.octostore.spring.event.ServerRecoveredEvent;

/**
 * Publishes events about locks as application events. Thread safe.
 *
 * @since 0.1.0
 */
public final class LockEventPublisher implements LockListener, Consumer<LockHistoryEntry> {

	private final Consumer<Object> publisher;

	/**
	 * Create a publisher.
	 * @param publisher takes the events
	 */
	public LockEventPublisher(Consumer<Object> publisher) {
		this.publisher = publisher;
	}

	@Override
	public void lockHandedOut(HandOutEvent event) {
		this.publisher.accept(new LockAcquiredEvent(event.lock().name(), event.lock().fencingToken(), event.waited()));
	}

	@Override
	public void lockLost(LossEvent event) {
		this.publisher.accept(new LockLostEvent(event.loss()));
	}

	/**
	 * Publish an event that only the history knows.
	 * @param entry the latest entry of the history
	 */
	@Override
	public void accept(LockHistoryEntry entry) {
		switch (entry.kind()) {
			case SKIPPED, TIMED_OUT -> this.publisher
				.accept(new LockSkippedEvent(entry.lock(), entry.holder(), entry.reason(), entry.nextFireTime()));
			case RECOVERED -> {
				if (entry.held() != null) {
					this.publisher.accept(new ServerRecoveredEvent(entry.held()));
				}
			}
			case RAN, THREW, CANCELLED, FAILED, AT_RISK, LOST, PAUSED, RESUMED, UNREACHABLE -> {
				// no event of its own, or one of a listener
			}
		}
	}

}
