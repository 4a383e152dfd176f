package io.octostore.spring.boot.history;

import java.time.Duration;
import java.util.Locale;
import java.util.StringJoiner;

import org.jspecify.annotations.Nullable;

import io.octostore.spring.boot.history.LockHistoryEntry.Kind;

/**
 * The words for entries of the history.
 */
final class Sentences {

	/** Shorter waits are the round trip. */
	private static final Duration NO_WAIT = Duration.ofMillis(500);

	private Sentences() {
	}

	static String of(LockHistoryEntry entry) {
		StringJoiner parts = new StringJoiner(", ");
		if (entry.kind() != Kind.PAUSED) {
			parts.add(beginning(entry));
		}
		if (entry.reason() != null) {
			parts.add(entry.reason());
		}
		if (entry.waited() != null && entry.waited().compareTo(NO_WAIT) >= 0) {
			parts.add("waited " + length(entry.waited()));
		}
		if (entry.fencingToken() != null) {
			parts.add("fencing token " + entry.fencingToken());
		}
		if (entry.nextFireTime() != null) {
			parts.add("next run at " + entry.nextFireTime());
		}
		return parts.toString();
	}

	private static String beginning(LockHistoryEntry entry) {
		String by = (entry.holder() != null) ? " by " + entry.holder() : "";
		return switch (entry.kind()) {
			case RAN, THREW -> "held for " + length(entry.held());
			case SKIPPED -> by.isEmpty() ? "skipped" : "skipped while the lock was held" + by;
			case TIMED_OUT -> by.isEmpty() ? "the lock did not become available" : "the lock stayed held" + by;
			case CANCELLED -> "the caller stopped waiting";
			case FAILED -> "the lock could not be acquired";
			case AT_RISK -> "the lock could not be confirmed";
			case LOST -> "lost after " + length(entry.held());
			case PAUSED -> "paused";
			case RESUMED -> "an operator resumed the job";
			case UNREACHABLE -> "the server stopped answering";
			case RECOVERED -> "the server answers again";
		};
	}

	static String length(@Nullable Duration duration) {
		if (duration == null) {
			return "an unknown time";
		}
		if (duration.toMillis() < 1000) {
			return duration.toMillis() + " ms";
		}
		if (duration.toSeconds() < 60) {
			return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
		}
		if (duration.toHours() < 1) {
			return duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
		}
		return duration.toHours() + " h " + duration.toMinutesPart() + " min";
	}

}
