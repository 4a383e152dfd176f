package io.octostore.spring.boot.console;

import org.jspecify.annotations.Nullable;

/**
 * One server-sent event for the page.
 *
 * @param name name of the event, {@code null} for a comment, which only shows that the
 * stream is alive
 * @param data JSON in one line, or the comment
 */
record ConsoleEvent(@Nullable String name, String data) {

	static ConsoleEvent comment(String text) {
		return new ConsoleEvent(null, text);
	}

}
