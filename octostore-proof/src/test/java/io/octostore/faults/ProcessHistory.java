package io.octostore.faults;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.octostore.faults.ChildProcess.Line;
import io.octostore.faults.History.Exchange;
import io.octostore.faults.LockOperation.Kind;
import io.octostore.faults.LockOperation.Outcome;

/**
 * Makes one {@link History} of what several processes wrote into their {@link Journal}s.
 */
final class ProcessHistory {

	/**
	 * How long a thread may stand still between a decision and its entry in the journal
	 * on a machine that has much else to do.
	 */
	private static final long SLACK = TimeUnit.SECONDS.toNanos(1);

	private static final int UUID_LENGTH = 36;

	private final History history = new History();

	private final Map<String, Exchange> exchanges = new HashMap<>();

	private final Map<String, SessionExchange> sessionExchanges = new HashMap<>();

	private final Map<String, Body> bodies = new HashMap<>();

	private ProcessHistory() {
		this.history.book().slack(SLACK);
	}

	/**
	 * Merge journals.
	 * @param journals all lines of all processes, in any order
	 */
	static History of(List<Line> journals) {
		ProcessHistory merged = new ProcessHistory();
		List<Line> lines = journals.stream().sorted(Comparator.comparingLong(Line::time)).toList();
		long origin = lines.isEmpty() ? 0 : lines.get(0).time();
		lines.forEach((line) -> merged.add(line, line.time() - origin));
		merged.history.end();
		return merged.history;
	}

	private void add(Line line, long time) {
		String client = line.client();
		switch (line.what()) {
			case "creates" -> this.sessionExchanges.put(line.key(0), this.history.createsSession(client, time));
			case "created" -> this.sessionExchanges.get(line.key(0)).created(time, id(line, 1), line.number(2));
			case "keeps" -> this.sessionExchanges.put(line.key(0), this.history.keepsAlive(client, id(line, 1), time));
			case "kept" -> this.sessionExchanges.get(line.key(0)).confirmed(time);
			case "gone" -> this.sessionExchanges.get(line.key(0)).gone(time);
			case "ends" -> this.history.endsSession(client, id(line, 0), time);
			case "ended" -> this.history.sessionEnded(id(line, 0), time);
			case "sent" -> this.exchanges.put(line.key(0), this.history.sent(client, line.word(2),
					Kind.valueOf(line.word(1)), optionalId(line, 3), optionalId(line, 4), line.number(5), time));
			case "granted" -> this.exchanges.get(line.key(0)).granted(time, id(line, 1), line.number(2));
			case "answered" -> answered(this.exchanges.get(line.key(0)), Outcome.valueOf(line.word(1)), time);
			case "refused" -> this.exchanges.get(line.key(0)).refused();
			case "has" ->
				this.bodies.put(line.key(0, 1), this.history.handedOut(client, line.word(0), line.number(1), time));
			case "yes" -> this.bodies.get(line.key(0, 1)).read(time, true);
			case "no" -> {
				this.bodies.get(line.key(0, 1)).read(time, false);
				this.history.book().left(client, line.word(0), line.number(1), time);
			}
			case "left" -> this.history.book().left(client, line.word(0), line.number(1), time);
			case "closed" -> this.history.book().closed(client, time);
			default -> this.history.note(time, client, line.what());
		}
	}

	private static void answered(Exchange exchange, Outcome outcome, long time) {
		switch (outcome) {
			case DONE -> exchange.done(time);
			case HELD -> exchange.held(time);
			case GONE -> exchange.gone(time);
			case UNKNOWN -> exchange.unknown();
		}
	}

	/**
	 * Ids of some services are no UUIDs.
	 */
	private static UUID id(Line line, int index) {
		String word = line.word(index);
		return (word.length() == UUID_LENGTH) ? UUID.fromString(word)
				: UUID.nameUUIDFromBytes(word.getBytes(StandardCharsets.UTF_8));
	}

	private static @Nullable UUID optionalId(Line line, int index) {
		return line.word(index).equals("null") ? null : id(line, index);
	}

}
