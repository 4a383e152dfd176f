package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.octostore.LockNameRule;
import io.octostore.OctoStoreValidationException;
import io.octostore.authority.LockAuthority;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.authority.NamedTerms;
import io.octostore.client.authority.OctoStoreAuthority;
import io.octostore.client.authority.RequestContexts;
import io.octostore.internal.Metadata;
import io.octostore.internal.ThreadRandom;
import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseScheduler;
import io.octostore.lease.LeaseTimings;
import io.octostore.lease.ShiftedLeaseClock;

/**
 * Builds {@link OctoStoreLocks}. Not thread safe; building starts nothing and sends
 * nothing.
 *
 * @since 0.1.0
 */
public final class OctoStoreLocksBuilder {

	private final List<Function<RequestContexts, LockAuthority>> authorities = new ArrayList<>();

	private final List<ReactiveOctoStoreClient> clients = new ArrayList<>();

	private LeaseClock clock = LeaseClock.system();

	private LeaseScheduler scheduler = LeaseScheduler.system();

	private RandomGenerator random = ThreadRandom.INSTANCE;

	private String namePrefix = "";

	private LockNameRule nameRule = LockNameRule.PORTABLE;

	private LockHolder holder = LockHolder.SESSION;

	private Duration sessionTtl = LeaseTimings.DEFAULT_SESSION_TTL;

	private LockOptions defaults = LockOptions.defaults();

	private boolean adaptiveTtl;

	private @Nullable String metadata;

	private NamedTerms terms = NamedTerms.NONE;

	private Duration shutdownTimeout = Duration.ofSeconds(20);

	private @Nullable Duration acquireTimeout;

	private final List<LockListener> listeners = new ArrayList<>();

	private @Nullable LockObserver observer;

	OctoStoreLocksBuilder() {
	}

	/**
	 * Spread the locks over another client as well, whose token is of another user. The
	 * server allows each user 100 locks at a time, over all instances; with several users
	 * there are more. Each name goes through one of them, chosen by the name, with a
	 * session of its own. Exclusion does not depend on the choice, so that instances may
	 * have different clients while a deployment goes on. It does depend on the server:
	 * all clients must have the same address.
	 * @param client the client
	 * @return this builder
	 * @throws OctoStoreValidationException if it has the address of another server
	 */
	public OctoStoreLocksBuilder alsoThrough(ReactiveOctoStoreClient client) {
		Objects.requireNonNull(client, "client");
		for (ReactiveOctoStoreClient other : this.clients) {
			if (!other.baseUrl().equals(client.baseUrl())) {
				throw new OctoStoreValidationException(
						"All clients of these locks must use one server, but there are '" + other.baseUrl() + "' and '"
								+ client.baseUrl() + "': instances with different clients would both hold a lock");
			}
		}
		this.clients.add(client);
		return through((contexts) -> new OctoStoreAuthority(client, this.metadata, fullTerms(), contexts));
	}

	/**
	 * Spread the locks over another authority as well, as
	 * {@link #alsoThrough(ReactiveOctoStoreClient)} does.
	 * @param authority the authority, with other credentials for the same service
	 * @return this builder
	 */
	public OctoStoreLocksBuilder alsoThrough(LockAuthority authority) {
		Objects.requireNonNull(authority, "authority");
		return through((contexts) -> authority);
	}

	/**
	 * Use an authority that asks on whose behalf it sends its requests.
	 */
	OctoStoreLocksBuilder through(Function<RequestContexts, LockAuthority> authority) {
		this.authorities.add(authority);
		return this;
	}

	/**
	 * Put a prefix and a dot before every name, so that applications which share a token
	 * do not share locks.
	 * @param namePrefix the prefix; empty (the default) for none
	 * @return this builder
	 * @throws OctoStoreValidationException if it begins or ends with a dot
	 */
	public OctoStoreLocksBuilder namePrefix(String namePrefix) {
		Objects.requireNonNull(namePrefix, "namePrefix");
		if (namePrefix.startsWith(".") || namePrefix.endsWith(".")) {
			throw new OctoStoreValidationException(
					"namePrefix must not begin or end with a dot, which is added to it, but is '" + namePrefix + "'");
		}
		this.namePrefix = namePrefix;
		return this;
	}

	/**
	 * Set which names are allowed; {@link LockNameRule#PORTABLE} by default. The client
	 * must allow them too, which {@link #build()} checks.
	 * @param nameRule the rule
	 * @return this builder
	 */
	public OctoStoreLocksBuilder nameRule(LockNameRule nameRule) {
		this.nameRule = Objects.requireNonNull(nameRule, "nameRule");
		return this;
	}

	/**
	 * Set the holder of locks, as the server sees it; {@link LockHolder#SESSION} by
	 * default.
	 * @param holder the holder
	 * @return this builder
	 */
	public OctoStoreLocksBuilder holder(LockHolder holder) {
		this.holder = Objects.requireNonNull(holder, "holder");
		return this;
	}

	/**
	 * Set the TTL of the session: how long the server keeps the locks of an instance that
	 * does not answer any more. Shorter frees the locks of a crashed instance sooner,
	 * longer survives longer outages of the network and the server: with 30 s (the
	 * default) 12 s are survived, and locks are free 20 to 35 s after a crash; with 10 s
	 * 3 s, and 7 to 15 s.
	 * @param sessionTtl 10 to 300 whole seconds; {@link #build()} checks it
	 * @return this builder
	 */
	public OctoStoreLocksBuilder sessionTtl(Duration sessionTtl) {
		this.sessionTtl = Objects.requireNonNull(sessionTtl, "sessionTtl");
		return this;
	}

	/**
	 * Set the options of locks whose own options do not set them. Without them the TTL is
	 * twice that of the session and at least one minute, a lost lock interrupts its body,
	 * and there is no limit for holding.
	 * @param defaults the options; {@link OnLost#DEFAULT} is refused there
	 * @return this builder
	 * @throws OctoStoreValidationException if they set {@link OnLost#DEFAULT}
	 */
	public OctoStoreLocksBuilder defaults(LockOptions defaults) {
		if (defaults.onLost().filter((onLost) -> onLost == OnLost.DEFAULT).isPresent()) {
			throw new OctoStoreValidationException("onLost must be INTERRUPT or NOTIFY in defaults, but is DEFAULT");
		}
		this.defaults = defaults;
		return this;
	}

	/**
	 * Set whether locks whose options have no TTL get a longer one the more this instance
	 * holds, so that an instance with many long-held locks renews them rarely: 12 s for
	 * each held lock, from the default to 10 minutes. What an instance that goes on
	 * running leaves behind by accident blocks others for up to that time.
	 * @param adaptiveTtl whether to adapt it; {@code false} by default. Not together with
	 * a TTL in the {@linkplain #defaults(LockOptions) defaults}
	 * @return this builder
	 */
	public OctoStoreLocksBuilder adaptiveTtl(boolean adaptiveTtl) {
		this.adaptiveTtl = adaptiveTtl;
		return this;
	}

	/**
	 * Describe this instance to callers that find a lock held by it, for example
	 * {@code billing@host-1:4711}. Every user that can see the lock can read it.
	 * @param metadata at most 1024 characters, or {@code null} (the default) for none
	 * @return this builder
	 * @throws OctoStoreValidationException if it is too long
	 */
	public OctoStoreLocksBuilder metadata(@Nullable String metadata) {
		if (metadata != null && Metadata.isTooLong(metadata)) {
			throw new OctoStoreValidationException("metadata must have at most " + Metadata.MAX_CODE_POINTS
					+ " characters, but has " + metadata.codePointCount(0, metadata.length()));
		}
		this.metadata = metadata;
		return this;
	}

	/**
	 * Describe the holder of a single lock, instead of using the description of this
	 * instance.
	 * @param name name of the lock without the prefix; counts for its keys and permits
	 * too, which are names that go on with a dot
	 * @param metadata at most 1024 characters, which every user that can see the lock can
	 * read
	 * @return this builder
	 * @throws OctoStoreValidationException if it is too long
	 */
	public OctoStoreLocksBuilder metadata(String name, String metadata) {
		this.terms = this.terms.withMetadata(name, metadata);
		return this;
	}

	/**
	 * Let the server keep a lock free, for every caller and this instance too, after each
	 * end of a lease: a release, the end of a session, an expiry, and also a grant that
	 * was given back because it came too late. Gives a former holder time to notice that
	 * it has lost the lock.
	 * <p>
	 * It counts from the end and cannot be shortened, which makes it useless for work
	 * that must not be repeated soon: see {@link LockOptions#withHoldAtLeast}, which
	 * counts from the beginning. A caller that does not wait is refused meanwhile with
	 * {@link io.octostore.LockHeldException}. A {@linkplain LockOptions#withHandOver
	 * hand-over} within this instance is no end. Only servers of OctoStore have it.
	 * @param name name of the lock without the prefix; counts for its keys and permits
	 * too, which are names that go on with a dot
	 * @param delay 0 to 30 whole seconds
	 * @return this builder
	 * @throws OctoStoreValidationException if the delay is out of range
	 */
	public OctoStoreLocksBuilder lockDelay(String name, Duration delay) {
		this.terms = this.terms.withLockDelay(name, delay);
		return this;
	}

	private NamedTerms fullTerms() {
		return this.terms.under(this.namePrefix.isEmpty() ? "" : this.namePrefix + ".");
	}

	/**
	 * Set how long {@link OctoStoreLocks#close()} waits for borrowers; 20 s by default.
	 * @param shutdownTimeout zero or more
	 * @return this builder
	 * @throws OctoStoreValidationException if it is negative
	 */
	public OctoStoreLocksBuilder shutdownTimeout(Duration shutdownTimeout) {
		if (shutdownTimeout.isNegative()) {
			throw new OctoStoreValidationException("shutdownTimeout must not be negative, but is " + shutdownTimeout);
		}
		this.shutdownTimeout = shutdownTimeout;
		return this;
	}

	/**
	 * Set how long one request on the way to a lock may take: the creation of a session,
	 * or an acquire; 5 s by default, or half of a session TTL that is shorter than 10 s.
	 * A call for a lock that needs both, or has to repeat one, takes at most twice as
	 * long, beside the time that it is ready to wait. Raise it where the server always
	 * answers slowly.
	 * @param acquireTimeout 100 ms to 1 minute, and less than 70 % of the TTL of the
	 * session: what is granted later is given back; {@link #build()} checks that
	 * @return this builder
	 * @throws OctoStoreValidationException if it is out of range
	 */
	public OctoStoreLocksBuilder acquireTimeout(Duration acquireTimeout) {
		this.acquireTimeout = LeaseTimings.checkAcquireTimeout(acquireTimeout);
		return this;
	}

	/**
	 * Let the clock by which leases are counted run ahead of that of this process: for
	 * tests that do not want to wait.
	 * @param ahead how far it is ahead, which never becomes less; called often and by any
	 * thread
	 * @return this builder
	 */
	public OctoStoreLocksBuilder clockAhead(Supplier<Duration> ahead) {
		this.clock = new ShiftedLeaseClock(LeaseClock.system(), ahead);
		return this;
	}

	/**
	 * Add a listener.
	 * @param listener the listener
	 * @return this builder
	 */
	public OctoStoreLocksBuilder listener(LockListener listener) {
		this.listeners.add(Objects.requireNonNull(listener, "listener"));
		return this;
	}

	/**
	 * Let an observer follow each call that wants a lock.
	 * @param observer the observer; there is one at most
	 * @return this builder
	 */
	public OctoStoreLocksBuilder observer(LockObserver observer) {
		this.observer = Objects.requireNonNull(observer, "observer");
		return this;
	}

	/**
	 * Build the locks.
	 * @return the locks
	 * @throws OctoStoreValidationException if a setting or a combination of settings is
	 * not allowed
	 */
	public OctoStoreLocks build() {
		if (this.adaptiveTtl) {
			this.defaults.ttl().ifPresent((ttl) -> {
				throw new OctoStoreValidationException(
						"adaptiveTtl and a ttl in the defaults exclude each other, but the ttl is " + ttl);
			});
		}
		LeaseTimings.checkAcquireTimeout(acquireTimeout(), sessionTtl());
		this.clients.forEach(this::checkNameRule);
		if (!this.terms.isEmpty() && this.clients.isEmpty()) {
			throw new OctoStoreValidationException("lockDelay and the metadata of a single lock need an OctoStore"
					+ " server, but these locks are on another service");
		}
		return new DefaultOctoStoreLocks(this);
	}

	private void checkNameRule(ReactiveOctoStoreClient client) {
		if (this.nameRule == LockNameRule.HIERARCHICAL && client.lockNameRule() != this.nameRule) {
			throw new OctoStoreValidationException("nameRule " + this.nameRule
					+ " needs a client with the lockNameRule " + this.nameRule + ", but that of the client is "
					+ client.lockNameRule() + ": it would refuse names with '_' or '/' at the first acquire");
		}
	}

	OctoStoreLocksBuilder time(LeaseClock clock, LeaseScheduler scheduler, RandomGenerator random) {
		this.clock = clock;
		this.scheduler = scheduler;
		this.random = random;
		return this;
	}

	List<LockAuthority> authorities(RequestContexts contexts) {
		return this.authorities.stream().map((authority) -> authority.apply(contexts)).toList();
	}

	@Nullable LockObserver observer() {
		return this.observer;
	}

	/**
	 * TTL of the session, or none where the user behind the token is the holder.
	 */
	@Nullable Duration sessionTtl() {
		return (this.holder == LockHolder.SESSION) ? this.sessionTtl : null;
	}

	LockOptions defaults() {
		return this.defaults;
	}

	boolean isTtlAdaptive() {
		return this.adaptiveTtl;
	}

	LeaseClock clock() {
		return this.clock;
	}

	LeaseScheduler scheduler() {
		return this.scheduler;
	}

	RandomGenerator random() {
		return this.random;
	}

	String namePrefix() {
		return this.namePrefix;
	}

	LockNameRule nameRule() {
		return this.nameRule;
	}

	Duration shutdownTimeout() {
		return this.shutdownTimeout;
	}

	Duration acquireTimeout() {
		Duration asked = this.acquireTimeout;
		return (asked != null) ? asked : LeaseTimings.defaultAcquireTimeout(sessionTtl());
	}

	List<LockListener> listeners() {
		return this.listeners;
	}

}
