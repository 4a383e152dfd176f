package io.octostore.embedded;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * An OctoStore server inside this JVM, for tests and local development. It speaks the
 * protocol of the real server over HTTP/1.1 on the loopback interface and keeps
 * everything in memory.
 *
 * <pre>{@code
 * try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok-alice").start()) {
 *     URI baseUrl = server.baseUrl();
 *     // run a client against it
 * }
 * }</pre>
 *
 * The server's time can be moved forward with {@link #advanceTime(Duration)}, so that no
 * test has to wait for a lease to run out; with
 * {@link OctoStoreServerBuilder#manualTime()} it moves in no other way. Thread safe.
 *
 * @since 0.1.0
 */
public final class OctoStoreServer implements AutoCloseable {

	private final Settings settings;

	private final ServerClock clock;

	private final Faults faults = new Faults();

	private final RequestJournal journal = new RequestJournal();

	private final EventJournal events = new EventJournal();

	private final HttpListener listener;

	private volatile Application application;

	OctoStoreServer(Settings settings, int port, @Nullable Instant frozenAt) {
		this.settings = settings;
		this.clock = new ServerClock((frozenAt != null) ? InstantSource.fixed(frozenAt) : InstantSource.system());
		this.listener = new HttpListener(port);
		this.application = newApplication();
		try {
			this.listener.open(this.application::handle);
		}
		catch (IllegalStateException ex) {
			this.listener.close();
			throw ex;
		}
	}

	private Application newApplication() {
		Application created = new Application(this.settings, this.clock, this.listener, this.faults, this.journal,
				this.events);
		created.start(this.settings);
		return created;
	}

	private ServerState state() {
		return this.application.state();
	}

	/**
	 * Begins to describe a server.
	 * @return a builder with the defaults
	 */
	public static OctoStoreServerBuilder builder() {
		return new OctoStoreServerBuilder();
	}

	/**
	 * Where the server listens.
	 * @return the URL, without a slash at its end
	 */
	public URI baseUrl() {
		return URI.create("http://" + HttpListener.HOST + ":" + port());
	}

	/**
	 * Where the page is that shows this server.
	 * @return the URL, empty unless {@linkplain OctoStoreServerBuilder#console(boolean)
	 * there is one}
	 */
	public Optional<URI> consoleUrl() {
		return this.settings.console() ? Optional.of(baseUrl().resolve(ConsolePage.PATH + "/")) : Optional.empty();
	}

	/**
	 * The port on which the server listens.
	 * @return the port, never 0
	 */
	public int port() {
		return this.listener.port();
	}

	int openConnections() {
		return this.listener.openConnections();
	}

	/**
	 * Which generation of the real server this one behaves like.
	 * @return the generation
	 */
	public ServerGeneration generation() {
		return this.settings.generation();
	}

	/**
	 * What is going to go wrong.
	 * @return the faults of this server
	 */
	public Faults faults() {
		return this.faults;
	}

	/**
	 * The requests that reached this server, the oldest first. The latest 10,000 are
	 * kept.
	 * @return the requests as far as they have got by now
	 */
	public List<RecordedRequest> requests() {
		return this.journal.requests();
	}

	/**
	 * Forgets the requests so far.
	 */
	public void clearRequests() {
		this.journal.clear();
	}

	/**
	 * What happened to locks, the oldest event first. The latest 10,000 are kept, through
	 * restarts too.
	 * @return the events since the start or the last {@link #reset()}
	 */
	public List<RecordedEvent> events() {
		return this.events.events();
	}

	/**
	 * The server's time.
	 * @return the time by which leases and sessions run out
	 */
	public Instant now() {
		return this.clock.now();
	}

	/**
	 * Moves the server's time forward. Everything that becomes due meanwhile, sweeps
	 * above all, happens at its own time before this method returns.
	 * @param duration how far; not negative
	 */
	public void advanceTime(Duration duration) {
		Objects.requireNonNull(duration, "duration must not be null");
		if (duration.isNegative()) {
			throw new IllegalArgumentException("duration must not be negative, but is " + duration);
		}
		state().run(() -> state().timeline().advance(duration));
	}

	/**
	 * Removes locks and sessions that have run out, as the server does by itself at every
	 * {@linkplain OctoStoreServerBuilder#sweepInterval(Duration) sweep}.
	 */
	public void sweep() {
		state().run(state()::sweep);
	}

	/**
	 * Whether a lock is held.
	 * @param name the name of the lock
	 * @return whether it is held now
	 */
	public boolean holds(String name) {
		Objects.requireNonNull(name, "name must not be null");
		return heldLocks().stream().anyMatch((lock) -> lock.name().equals(name));
	}

	/**
	 * The locks that are held now, elections included.
	 * @return the locks, sorted by name
	 */
	public List<LockSnapshot> heldLocks() {
		return state().atomically(() -> state().locks()
			.all()
			.stream()
			.filter((lease) -> !lease.isOverFor(state().now()))
			.map(this::snapshot)
			.sorted(Comparator.comparing(LockSnapshot::name))
			.toList());
	}

	/**
	 * Lets the TTL of a lock run out now. As with the real server, the next request gets
	 * the lock, and watchers hear of it at the next sweep.
	 * @param name the name of the lock
	 * @throws IllegalStateException if the lock is free
	 */
	public void expire(String name) {
		state().run(() -> held(name).expireAt(state().now().minusNanos(1)));
	}

	/**
	 * Lets the TTL of all sessions of a user run out now. As with the real server, their
	 * ephemeral locks are freed at the next sweep.
	 * @param user the user name
	 * @throws IllegalArgumentException if there is no such user
	 */
	public void expireSessions(String user) {
		Objects.requireNonNull(user, "user must not be null");
		state().run(() -> {
			UserDirectory.User known = state().users().findByName(user);
			if (known == null) {
				throw new IllegalArgumentException("There is no user '" + user + "'");
			}
			state().sessions().expire(known.id(), state().now());
		});
	}

	/**
	 * Takes a lock away from its holder and gives it, with a new fencing token and for 60
	 * seconds, to a holder that no request can act for. The lock need not be held.
	 * @param name the name of the lock
	 */
	public void steal(String name) {
		steal(name, Duration.ofSeconds(LockRules.DEFAULT_TTL_SECONDS));
	}

	/**
	 * Takes a lock away from its holder and gives it, with a new fencing token, to a
	 * holder that no request can act for. The lock need not be held.
	 * @param name the name of the lock
	 * @param ttl how long the lock is held then, in whole seconds; from one second to one
	 * hour
	 */
	public void steal(String name, Duration ttl) {
		Objects.requireNonNull(name, "name must not be null");
		Objects.requireNonNull(ttl, "ttl must not be null");
		if (ttl.toSeconds() < 1 || ttl.compareTo(Duration.ofHours(1)) > 0) {
			throw new IllegalArgumentException("ttl must be 1 s to 1 h, but is " + ttl);
		}
		UUID thief = UUID.randomUUID();
		Lease.Terms terms = new Lease.Terms(name, thief, thief, null, null, false, 0);
		state().run(() -> state().locks().grant(terms, state().now(), (int) ttl.toSeconds()));
	}

	/**
	 * Ends the streams of all watches, as the server does with a reader that falls
	 * behind.
	 */
	public void closeWatches() {
		state().run(state().watches()::endAll);
	}

	private Lease held(String name) {
		Objects.requireNonNull(name, "name must not be null");
		Lease lease = state().locks().find(name);
		if (lease == null || lease.isOverFor(state().now())) {
			throw new IllegalStateException("Lock '" + name + "' is not held");
		}
		return lease;
	}

	private LockSnapshot snapshot(Lease lease) {
		UserDirectory.User user = state().users().findById(lease.owner());
		return new LockSnapshot(lease.name(), (user != null) ? user.name() : null, lease.fencingToken(),
				lease.expiresAt(), lease.metadata(), lease.ephemeral());
	}

	/**
	 * Closes the port and all connections, as if the server was stopped or killed. The
	 * server keeps what it knows, and its time goes on.
	 */
	public void goDown() {
		this.listener.shut();
	}

	/**
	 * Starts a server that {@linkplain #goDown() went down} again, on the same port and
	 * with what it knew. Locks and sessions that ran out meanwhile are gone.
	 * @throws IllegalStateException if the port is taken, or the server is not down
	 */
	public void comeBack() {
		if (this.listener.isOpen()) {
			throw new IllegalStateException("The server is not down");
		}
		state().run(state()::restart);
		this.listener.open(this.application::handle);
	}

	/**
	 * Goes down and comes back.
	 * @throws IllegalStateException if the port is taken
	 */
	public void restart() {
		goDown();
		comeBack();
	}

	/**
	 * Goes down and comes back with nothing but the users that it was built with: no
	 * locks, no sessions, and a fencing counter that begins at 1.
	 * @throws IllegalStateException if the port is taken
	 */
	public void restartEmpty() {
		goDown();
		this.application.stop();
		this.application = newApplication();
		this.listener.open(this.application::handle);
	}

	/**
	 * Makes the server fit for the next test: it is up, all locks are free, nothing goes
	 * wrong any more, no network is cut, and requests and events are forgotten. Users,
	 * sessions, webhooks, the server's time and the fencing counter, which never goes
	 * back, stay.
	 * @throws IllegalStateException if the server is down and its port is taken
	 */
	public void reset() {
		this.faults.clear();
		this.faults.cuts().healAll();
		if (!this.listener.isOpen()) {
			comeBack();
		}
		state().run(() -> {
			state().locks().freeAll(state().now());
			this.events.clear();
			this.journal.clear();
		});
	}

	/**
	 * Closes all connections and the port. All threads of the server end. Does nothing if
	 * the server is closed already.
	 */
	@Override
	public void close() {
		this.application.stop();
		this.listener.close();
	}

}
