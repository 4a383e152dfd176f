package io.octostore.testsupport;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/**
 * What one logger, and those below it, say from now on until this is closed.
 */
public final class CapturedLog implements AutoCloseable {

	private final Logger logger;

	private final Level before;

	private final ListAppender<ILoggingEvent> events = new ListAppender<>();

	/**
	 * Listen to a logger.
	 * @param name its name
	 * @param level its level meanwhile
	 */
	public CapturedLog(String name, Level level) {
		this.logger = (Logger) LoggerFactory.getLogger(name);
		this.before = this.logger.getLevel();
		this.logger.setLevel(level);
		this.events.start();
		this.logger.addAppender(this.events);
	}

	/**
	 * Listen to what users read of the locks.
	 * @return the log
	 */
	public static CapturedLog ofLocks() {
		return new CapturedLog("io.octostore.lock.OctoStoreLocks", Level.INFO);
	}

	/**
	 * All that was said.
	 * @return a snapshot
	 */
	public List<ILoggingEvent> events() {
		return List.copyOf(this.events.list);
	}

	/**
	 * The levels of all messages.
	 * @return a snapshot
	 */
	public List<Level> levels() {
		return events().stream().map(ILoggingEvent::getLevel).toList();
	}

	/**
	 * Forget what was said until now.
	 */
	public void clear() {
		this.events.list.clear();
	}

	/**
	 * All messages.
	 * @return a snapshot
	 */
	public List<String> messages() {
		return events().stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	/**
	 * The messages of one level.
	 * @param level the level
	 * @return a snapshot
	 */
	public List<String> messages(Level level) {
		return events().stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	/**
	 * The warnings that name a lock.
	 * @param lock name of the lock
	 * @return a snapshot
	 */
	public List<String> warnings(String lock) {
		return messages(Level.WARN).stream().filter((message) -> message.contains("'" + lock + "'")).toList();
	}

	@Override
	public void close() {
		this.logger.detachAppender(this.events);
		this.logger.setLevel(this.before);
	}

}
