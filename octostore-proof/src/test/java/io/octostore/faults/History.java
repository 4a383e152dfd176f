package io.octostore.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.octostore.faults.LockOperation.Kind;
import io.octostore.faults.LockOperation.Outcome;

/**
 * Everything that happened in one run, on one clock in nanoseconds: what clients asked
 * and were answered, what bodies under locks saw and wrote, and what went wrong. Not
 * thread safe.
 */
public final class History {

	private final List<LockOperation> operations = new ArrayList<>();

	private final List<Exchange> exchanges = new ArrayList<>();

	private final Map<UUID, SessionLife> sessions = new HashMap<>();

	private final List<Body> bodies = new ArrayList<>();

	private final List<Note> notes = new ArrayList<>();

	private final List<String> violations = new ArrayList<>();

	private final Map<String, Body> register = new HashMap<>();

	private final ClaimBook book = new ClaimBook();

	private long tolerance;

	/**
	 * A request is being sent.
	 * @return takes what comes of it
	 */
	public Exchange sent(String client, String name, Kind kind, @Nullable UUID session, @Nullable UUID lease, long ttl,
			long call) {
		if (kind != Kind.RELEASE) {
			checkZombie(client, kind.name().toLowerCase(Locale.ROOT) + " " + name, session, lease, call);
		}
		Exchange exchange = new Exchange(client, name, kind, session, lease, ttl, call);
		this.exchanges.add(exchange);
		return exchange;
	}

	private void checkZombie(String client, String request, @Nullable UUID session, @Nullable UUID lease, long time) {
		String zombie = this.book.zombie(client, session, lease, time);
		if (zombie != null) {
			violation(time, "zombie: " + client + " sends: " + request + ", " + zombie);
		}
	}

	/**
	 * The run is over: what has not been answered never will be.
	 */
	public void end() {
		this.exchanges.forEach(Exchange::unknown);
		this.exchanges.clear();
	}

	/**
	 * A session is being asked for.
	 */
	SessionExchange createsSession(String client, long call) {
		return new SessionExchange(this, client, null, call);
	}

	/**
	 * A session is being kept alive.
	 */
	SessionExchange keepsAlive(String client, UUID session, long call) {
		checkZombie(client, "keepalive", session, null, call);
		return new SessionExchange(this, client, session, call);
	}

	/**
	 * A session is being ended.
	 */
	void endsSession(String client, UUID session, long call) {
		note(call, client, "ends its" + shortId(" session ", session));
		life(session, 0).endAsked(call);
		this.book.sessionGone(session, call);
	}

	/**
	 * A session has ended on the server.
	 */
	void sessionEnded(UUID session, long ret) {
		life(session, 0).endDone(ret);
	}

	SessionLife life(UUID id, long ttl) {
		return this.sessions.computeIfAbsent(id, (key) -> new SessionLife(ttl));
	}

	/**
	 * What clients claim, and what they must leave alone.
	 */
	ClaimBook book() {
		return this.book;
	}

	/**
	 * A lock was handed out.
	 */
	public Body handedOut(String client, String name, long token, long time) {
		Body body = new Body(this, client, name, token, time);
		this.bodies.add(body);
		note(time, client, "has " + name + " with token " + token);
		return body;
	}

	public void note(long time, String client, String what) {
		this.notes.add(new Note(time, client, what));
	}

	/**
	 * Something happened that must not.
	 */
	public void violation(long time, String what) {
		this.violations.add(seconds(time) + " " + what);
	}

	/**
	 * The test made the server's clock expire leases early by so much.
	 */
	public void tolerate(long nanos) {
		this.tolerance = Math.max(this.tolerance, nanos);
	}

	/**
	 * Which body wrote last to what each lock protects.
	 */
	Map<String, Body> register() {
		return this.register;
	}

	long tolerance() {
		return this.tolerance;
	}

	List<LockOperation> operations() {
		return this.operations;
	}

	Map<UUID, SessionLife> sessions() {
		return this.sessions;
	}

	List<Body> bodies() {
		return this.bodies;
	}

	List<String> violations() {
		return this.violations;
	}

	/**
	 * What happened to one lock, for people.
	 */
	String describe(@Nullable String name) {
		List<Note> lines = new ArrayList<>();
		for (LockOperation operation : this.operations) {
			if (name == null || name.equals(operation.name())) {
				lines.add(new Note(operation.call(), operation.client(), operation.toString()));
			}
		}
		for (Note note : this.notes) {
			if (name == null || !note.what().contains("lock-") || note.what().contains(name)) {
				lines.add(note);
			}
		}
		return lines.stream()
			.sorted(Comparator.comparingLong(Note::time))
			.map((line) -> seconds(line.time()) + " " + line.client() + " " + line.what())
			.collect(Collectors.joining(System.lineSeparator()));
	}

	static String seconds(long nanos) {
		return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
	}

	static String shortId(String label, @Nullable UUID id) {
		return (id != null) ? label + Long.toHexString(id.getLeastSignificantBits()) : "";
	}

	private record Note(long time, String client, String what) {
	}

	/**
	 * A request that was sent.
	 */
	public final class Exchange {

		private final String client;

		private final String name;

		private final Kind kind;

		private final @Nullable UUID session;

		private final @Nullable UUID lease;

		private final long ttl;

		private final long call;

		private final long ownCall;

		private boolean ended;

		private Exchange(String client, String name, Kind kind, @Nullable UUID session, @Nullable UUID lease, long ttl,
				long call) {
			this.client = client;
			this.name = name;
			this.kind = kind;
			this.session = session;
			this.lease = lease;
			this.ttl = ttl;
			this.call = call;
			this.ownCall = History.this.book.own(client, call);
		}

		public void done(long ret) {
			if (this.kind == Kind.RENEW) {
				History.this.book.renewed(this.client, this.lease, this.ownCall,
						History.this.book.own(this.client, ret), this.ttl);
			}
			end(ret, Outcome.DONE, null, 0);
		}

		public void granted(long ret, UUID granted, long token) {
			History.this.book.granted(this.client, this.name, granted, token, this.session, this.ownCall, this.ttl);
			end(ret, Outcome.DONE, granted, token);
		}

		public void held(long ret) {
			end(ret, Outcome.HELD, null, 0);
		}

		public void gone(long ret) {
			History.this.book.leaseGone(this.client, this.lease, ret);
			end(ret, Outcome.GONE, null, 0);
		}

		/**
		 * Nobody will ever know, or it may take effect a second time.
		 */
		public void unknown() {
			end(LockOperation.NEVER, Outcome.UNKNOWN, null, 0);
		}

		/**
		 * It certainly had no effect.
		 */
		public void refused() {
			this.ended = true;
		}

		private void end(long ret, Outcome outcome, @Nullable UUID granted, long token) {
			if (!this.ended) {
				this.ended = true;
				History.this.operations.add(new LockOperation(this.client, this.name, this.kind, this.session,
						this.lease, this.ttl, this.call, ret, outcome, granted, token));
			}
		}

	}

	/**
	 * The locks of this history and their operations.
	 */
	Map<String, List<LockOperation>> byName() {
		return this.operations.stream()
			.collect(Collectors.groupingBy(LockOperation::name, LinkedHashMap::new, Collectors.toList()));
	}

}
