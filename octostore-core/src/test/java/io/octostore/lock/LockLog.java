package io.octostore.lock;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/**
 * Listens to the warnings of the locks.
 */
final class LockLog implements AutoCloseable {

	private final Logger logger = (Logger) LoggerFactory.getLogger(OctoStoreLocks.class);

	private final ListAppender<ILoggingEvent> events = new ListAppender<>();

	LockLog() {
		this.events.start();
		this.logger.addAppender(this.events);
	}

	/**
	 * What was warned of about a lock.
	 */
	List<String> warnings(String lock) {
		return List.copyOf(this.events.list)
			.stream()
			.filter((event) -> event.getLevel() == Level.WARN)
			.map(ILoggingEvent::getFormattedMessage)
			.filter((message) -> message.contains("'" + lock + "'"))
			.toList();
	}

	@Override
	public void close() {
		this.logger.detachAppender(this.events);
	}

}
