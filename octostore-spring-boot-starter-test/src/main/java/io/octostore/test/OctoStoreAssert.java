package io.octostore.test;

import java.util.List;

import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

import io.octostore.embedded.LockSnapshot;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.RecordedEvent;
import io.octostore.embedded.RecordedEvent.Kind;

/**
 * Assertions about locks since the start of the server or its last reset. Names are full
 * names, {@code [prefix.]name[.key]}. Not thread safe; each assertion looks at the
 * present, so that it can be repeated until it holds.
 *
 * @since 0.1.0
 * @see OctoStoreAssertions
 */
public final class OctoStoreAssert extends AbstractAssert<OctoStoreAssert, OctoStoreServer> {

	private final @Nullable Observations observations;

	/**
	 * Creates the assertions.
	 * @param server the server
	 * @param observations what applications told, {@code null} if there is no application
	 * that tells
	 */
	OctoStoreAssert(OctoStoreServer server, @Nullable Observations observations) {
		super(server, OctoStoreAssert.class);
		this.observations = observations;
	}

	/**
	 * Verifies that the lock is held now, by the application or by another instance.
	 * @param name full name of the lock
	 * @return this
	 */
	public OctoStoreAssert holds(String name) {
		if (!this.actual.holds(name)) {
			throw failure("Expected lock '%s' to be held, but it is free.%s", name, context(name));
		}
		return this;
	}

	/**
	 * Verifies that the lock is free now.
	 * @param name full name of the lock
	 * @return this
	 */
	public OctoStoreAssert doesNotHold(String name) {
		if (this.actual.holds(name)) {
			throw failure("Expected lock '%s' to be free, but it is held.%s", name, context(name));
		}
		return this;
	}

	/**
	 * Verifies that no lock at all is held now.
	 * @return this
	 */
	public OctoStoreAssert holdsNothing() {
		if (!this.actual.heldLocks().isEmpty()) {
			throw failure("Expected no lock to be held.%s", held());
		}
		return this;
	}

	/**
	 * Verifies that the application got the lock at least once, whether or not it still
	 * has it.
	 * @param name full name of the lock
	 * @return this
	 */
	public OctoStoreAssert wasAcquired(String name) {
		if (grants(name).isEmpty()) {
			throw failure("Expected the application to have acquired lock '%s', but it never got it.%s", name,
					context(name));
		}
		return this;
	}

	/**
	 * Verifies that the application never got the lock.
	 * @param name full name of the lock
	 * @return this
	 */
	public OctoStoreAssert wasNotAcquired(String name) {
		if (!grants(name).isEmpty()) {
			throw failure("Expected the application not to have acquired lock '%s', but it got it %d time(s).%s", name,
					grants(name).size(), context(name));
		}
		return this;
	}

	/**
	 * Verifies that the application went without the lock at least once: it was held
	 * elsewhere, or it was in its cooling period, and the caller did not wait or not for
	 * long enough.
	 * @param name full name of the lock
	 * @return this
	 */
	public OctoStoreAssert wasSkipped(String name) {
		if (!skipped(name)) {
			throw failure("Expected the application to have been refused lock '%s', but it was not.%s", name,
					context(name));
		}
		return this;
	}

	/**
	 * Verifies that the application never had to go without the lock.
	 * @param name full name of the lock
	 * @return this
	 */
	public OctoStoreAssert wasNotSkipped(String name) {
		if (skipped(name)) {
			throw failure("Expected the application never to have been refused lock '%s', but it was.%s", name,
					context(name));
		}
		return this;
	}

	/**
	 * Verifies that the application gave back the lock that it got last, before it lost
	 * it.
	 * @param name full name of the lock
	 * @return this
	 */
	public OctoStoreAssert wasReleased(String name) {
		Fate fate = fate(name);
		if (fate != Fate.RELEASED) {
			throw failure("Expected the application to have released lock '%s', but %s.%s", name, fate.description,
					context(name));
		}
		return this;
	}

	/**
	 * Verifies that the application lost the lock that it got last: it was taken away or
	 * it ran out before the application gave it back.
	 * @param name full name of the lock
	 * @return this
	 */
	public OctoStoreAssert wasLost(String name) {
		Fate fate = fate(name);
		if (fate != Fate.LOST) {
			throw failure("Expected the application to have lost lock '%s', but %s.%s", name, fate.description,
					context(name));
		}
		return this;
	}

	/**
	 * Verifies that the application got the lock at least twice, each time with a greater
	 * fencing token than the time before.
	 * @param name full name of the lock
	 * @return this
	 */
	public OctoStoreAssert fencingTokenGrew(String name) {
		List<Long> tokens = grants(name);
		if (tokens.size() < 2) {
			throw failure("Expected the fencing token of lock '%s' to have grown, but the application got the lock "
					+ "%d time(s), and it takes two to compare.%s", name, tokens.size(), context(name));
		}
		for (int index = 1; index < tokens.size(); index++) {
			if (tokens.get(index) <= tokens.get(index - 1)) {
				throw failure("Expected the fencing token of lock '%s' to have grown, but it went from %d to %d.%s",
						name, tokens.get(index - 1), tokens.get(index), context(name));
			}
		}
		return this;
	}

	private boolean skipped(String name) {
		if (this.observations != null) {
			return this.observations.skipped(name);
		}
		return events(name).stream().anyMatch((event) -> event.kind() == Kind.REFUSED && event.user().isPresent());
	}

	private Fate fate(String name) {
		List<Long> grants = grants(name);
		if (grants.isEmpty()) {
			return Fate.NEVER_ACQUIRED;
		}
		long latest = grants.get(grants.size() - 1);
		if (this.observations != null && this.observations.lost(name, latest)) {
			return Fate.LOST;
		}
		if (ended(name, latest, Kind.RELEASED)) {
			return Fate.RELEASED;
		}
		boolean current = this.actual.heldLocks()
			.stream()
			.anyMatch((lock) -> lock.name().equals(name) && lock.fencingToken() == latest);
		return current ? Fate.HELD : Fate.LOST;
	}

	private boolean ended(String name, long fencingToken, Kind kind) {
		return events(name).stream()
			.anyMatch((event) -> event.kind() == kind && event.fencingToken().orElseThrow() == fencingToken);
	}

	/**
	 * The fencing tokens that the application got, in the order in which it got them.
	 */
	private List<Long> grants(String name) {
		return events(name).stream()
			.filter((event) -> event.kind() == Kind.ACQUIRED && event.user().isPresent())
			.map((event) -> event.fencingToken().orElseThrow())
			.toList();
	}

	private List<RecordedEvent> events(String name) {
		return this.actual.events().stream().filter((event) -> event.lock().equals(name)).toList();
	}

	private String context(String name) {
		List<RecordedEvent> events = events(name);
		return held() + list("What happened to it", "nothing",
				events.subList(Math.max(0, events.size() - 10), events.size()));
	}

	private String held() {
		List<LockSnapshot> held = this.actual.heldLocks();
		return list("Held locks", "none", held.subList(0, Math.min(10, held.size())));
	}

	private static String list(String title, String none, List<?> lines) {
		StringBuilder text = new StringBuilder(System.lineSeparator()).append(title).append(':');
		if (lines.isEmpty()) {
			return text.append(' ').append(none).toString();
		}
		lines.forEach((line) -> text.append(System.lineSeparator()).append("  ").append(line));
		return text.toString();
	}

	private enum Fate {

		NEVER_ACQUIRED("it never got it"), HELD("it still holds it"), RELEASED("it released it"), LOST("it lost it");

		private final String description;

		Fate(String description) {
			this.description = description;
		}

	}

}
