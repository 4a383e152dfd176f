package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

import io.octostore.LockNameRule;
import io.octostore.client.HttpConnectorKind;
import io.octostore.client.OctoStoreClientBuilder;
import io.octostore.lock.LockHolder;
import io.octostore.lock.OnLost;
import io.octostore.lock.SessionProfile;
import io.octostore.lock.WhenHeld;

/**
 * Configuration properties of OctoStore.
 * <p>
 * Ranges are checked when the properties are used, which needs no validation library; a
 * value outside of its range fails the start with a message that names the property.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("octostore")
public class OctoStoreProperties {

	/**
	 * Whether to use OctoStore. When disabled there are no OctoStore beans, and methods
	 * annotated with @DistributedLock run without a lock, of which a warning tells.
	 */
	private boolean enabled = true;

	/**
	 * Address of the server: an http or https URL, with a base path if there is one.
	 */
	private String baseUrl = OctoStoreClientBuilder.DEFAULT_BASE_URL;

	/**
	 * Bearer token: printable ASCII characters without spaces. Required unless the
	 * embedded server is enabled.
	 */
	private @Nullable String token;

	/**
	 * Bearer tokens of other users of the server. The locks are spread over all users, by
	 * name, because the server allows each user 100 locks at a time.
	 */
	private List<String> additionalTokens = List.of();

	/**
	 * Whether the token may be sent without encryption to another host than this one.
	 */
	private boolean allowInsecureHttp;

	/**
	 * Limit for opening a connection. Positive.
	 */
	private Duration connectTimeout = Duration.ofSeconds(2);

	/**
	 * Limit for a call of the client, with all its attempts. Positive. How long a call
	 * for a lock takes is bounded by the time that it is ready to wait instead.
	 */
	private Duration requestTimeout = Duration.ofSeconds(10);

	/**
	 * HTTP library that carries the requests.
	 */
	private HttpConnectorKind connector = HttpConnectorKind.DETECT;

	@NestedConfigurationProperty
	private final Ssl ssl = new Ssl();

	@NestedConfigurationProperty
	private final Retry retry = new Retry();

	@NestedConfigurationProperty
	private final Lock lock = new Lock();

	@NestedConfigurationProperty
	private final Session session = new Session();

	@NestedConfigurationProperty
	private final Embedded embedded = new Embedded();

	/**
	 * Create properties with their defaults.
	 */
	public OctoStoreProperties() {
	}

	/**
	 * Return whether to use OctoStore.
	 * @return whether to use OctoStore
	 */
	public boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * Set whether to use OctoStore.
	 * @param enabled whether to use OctoStore
	 */
	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	/**
	 * Return the address of the server.
	 * @return the address of the server
	 */
	public String getBaseUrl() {
		return this.baseUrl;
	}

	/**
	 * Set the address of the server.
	 * @param baseUrl the address of the server
	 */
	public void setBaseUrl(String baseUrl) {
		this.baseUrl = baseUrl;
	}

	/**
	 * Return the bearer token.
	 * @return the bearer token, {@code null} for none
	 */
	public @Nullable String getToken() {
		return this.token;
	}

	/**
	 * Set the bearer token.
	 * @param token the bearer token, {@code null} for none
	 */
	public void setToken(@Nullable String token) {
		this.token = token;
	}

	/**
	 * Return the bearer tokens of other users.
	 * @return the bearer tokens of other users
	 */
	public List<String> getAdditionalTokens() {
		return this.additionalTokens;
	}

	/**
	 * Set the bearer tokens of other users.
	 * @param additionalTokens the bearer tokens of other users
	 */
	public void setAdditionalTokens(List<String> additionalTokens) {
		this.additionalTokens = additionalTokens;
	}

	/**
	 * Return whether the token may be sent without encryption.
	 * @return whether the token may be sent without encryption
	 */
	public boolean isAllowInsecureHttp() {
		return this.allowInsecureHttp;
	}

	/**
	 * Set whether the token may be sent without encryption.
	 * @param allowInsecureHttp whether the token may be sent without encryption
	 */
	public void setAllowInsecureHttp(boolean allowInsecureHttp) {
		this.allowInsecureHttp = allowInsecureHttp;
	}

	/**
	 * Return the limit for opening a connection.
	 * @return the limit for opening a connection
	 */
	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	/**
	 * Set the limit for opening a connection.
	 * @param connectTimeout the limit for opening a connection
	 */
	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	/**
	 * Return the limit for a call of the client.
	 * @return the limit for a call of the client
	 */
	public Duration getRequestTimeout() {
		return this.requestTimeout;
	}

	/**
	 * Set the limit for a call of the client.
	 * @param requestTimeout the limit for a call of the client
	 */
	public void setRequestTimeout(Duration requestTimeout) {
		this.requestTimeout = requestTimeout;
	}

	/**
	 * Return the HTTP library.
	 * @return the HTTP library
	 */
	public HttpConnectorKind getConnector() {
		return this.connector;
	}

	/**
	 * Set the HTTP library.
	 * @param connector the HTTP library
	 */
	public void setConnector(HttpConnectorKind connector) {
		this.connector = connector;
	}

	/**
	 * Return the settings of TLS.
	 * @return the settings of TLS
	 */
	public Ssl getSsl() {
		return this.ssl;
	}

	/**
	 * Return the settings of repeated requests.
	 * @return the settings of repeated requests
	 */
	public Retry getRetry() {
		return this.retry;
	}

	/**
	 * Return the settings of locks.
	 * @return the settings of locks
	 */
	public Lock getLock() {
		return this.lock;
	}

	/**
	 * Return the settings of the session under the locks.
	 * @return the settings of the session under the locks
	 */
	public Session getSession() {
		return this.session;
	}

	/**
	 * Return the settings of the server inside this application.
	 * @return the settings of the server inside this application
	 */
	public Embedded getEmbedded() {
		return this.embedded;
	}

	/**
	 * TLS.
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle to use for https: whom to trust, and a client
		 * certificate.
		 */
		private @Nullable String bundle;

		/**
		 * Create settings with their defaults.
		 */
		public Ssl() {
		}

		/**
		 * Return the name of the SSL bundle.
		 * @return the name of the SSL bundle, {@code null} for none
		 */
		public @Nullable String getBundle() {
			return this.bundle;
		}

		/**
		 * Set the name of the SSL bundle.
		 * @param bundle the name of the SSL bundle, {@code null} for none
		 */
		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

	/**
	 * Repeats of requests that failed.
	 */
	public static class Retry {

		/**
		 * Whether the client repeats requests that are safe to repeat. Calls for locks
		 * repeat in any case while they have time left.
		 */
		private boolean enabled = true;

		/**
		 * Attempts in all, the first one included. At least 1.
		 */
		private int maxAttempts = 3;

		/**
		 * Pause before the second attempt. Positive.
		 */
		private Duration initialInterval = Duration.ofMillis(250);

		/**
		 * Factor between a pause and the next, from 1 to 10.
		 */
		private double multiplier = 2.0;

		/**
		 * Longest pause unless the server asks for a longer one. Positive.
		 */
		private Duration maxInterval = Duration.ofSeconds(2);

		/**
		 * Part of a pause by which it is made longer or shorter at random, from 0 to 1.
		 */
		private double jitter = 0.2;

		/**
		 * Create settings with their defaults.
		 */
		public Retry() {
		}

		/**
		 * Return whether requests are repeated.
		 * @return whether requests are repeated
		 */
		public boolean isEnabled() {
			return this.enabled;
		}

		/**
		 * Set whether requests are repeated.
		 * @param enabled whether requests are repeated
		 */
		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		/**
		 * Return the number of attempts.
		 * @return the number of attempts
		 */
		public int getMaxAttempts() {
			return this.maxAttempts;
		}

		/**
		 * Set the number of attempts.
		 * @param maxAttempts the number of attempts
		 */
		public void setMaxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

		/**
		 * Return the first pause.
		 * @return the first pause
		 */
		public Duration getInitialInterval() {
			return this.initialInterval;
		}

		/**
		 * Set the first pause.
		 * @param initialInterval the first pause
		 */
		public void setInitialInterval(Duration initialInterval) {
			this.initialInterval = initialInterval;
		}

		/**
		 * Return the factor between pauses.
		 * @return the factor between pauses
		 */
		public double getMultiplier() {
			return this.multiplier;
		}

		/**
		 * Set the factor between pauses.
		 * @param multiplier the factor between pauses
		 */
		public void setMultiplier(double multiplier) {
			this.multiplier = multiplier;
		}

		/**
		 * Return the longest pause.
		 * @return the longest pause
		 */
		public Duration getMaxInterval() {
			return this.maxInterval;
		}

		/**
		 * Set the longest pause.
		 * @param maxInterval the longest pause
		 */
		public void setMaxInterval(Duration maxInterval) {
			this.maxInterval = maxInterval;
		}

		/**
		 * Return the part of a pause that is random.
		 * @return the part of a pause that is random
		 */
		public double getJitter() {
			return this.jitter;
		}

		/**
		 * Set the part of a pause that is random.
		 * @param jitter the part of a pause that is random
		 */
		public void setJitter(double jitter) {
			this.jitter = jitter;
		}

	}

	/**
	 * Locks.
	 */
	public static class Lock {

		/**
		 * Put before every lock name, with a dot. Set it where applications share a
		 * token, so that they do not share locks.
		 */
		private @Nullable String prefix;

		/**
		 * Time that the server keeps a lock without renewal: 1s to 1h in whole seconds,
		 * not shorter than the session's TTL. Twice the session's TTL and at least 1m
		 * unless set.
		 */
		private @Nullable Duration ttl;

		/**
		 * Whether locks without a TTL of their own get a longer one the more this
		 * instance holds: 12s for each held lock, from the default to 10m. Saves renewals
		 * where an instance holds many locks for long. Not together with
		 * octostore.lock.ttl.
		 */
		private boolean adaptiveTtl;

		/**
		 * How long annotated methods wait for a lock that somebody else has. Zero for one
		 * attempt, at most 30d.
		 */
		private Duration waitFor = Duration.ZERO;

		/**
		 * What happens to a running body when its lock is lost: interrupt or notify.
		 */
		private OnLost onLost = OnLost.INTERRUPT;

		/**
		 * Which lock names are allowed. Portable names work with every server release;
		 * hierarchical ones may hold '_' and '/' and need release 0.8.0.
		 */
		private LockNameRule nameRule = LockNameRule.PORTABLE;

		/**
		 * Who holds a lock as the server sees it. With 'token' instances exclude each
		 * other only if each has a token of a user of its own.
		 */
		private LockHolder holder = LockHolder.SESSION;

		/**
		 * How long a lock may be held before it counts as lost and is renewed no more.
		 * Zero for no limit, at most 30d.
		 */
		private Duration maxHold = Duration.ZERO;

		/**
		 * How long the shutdown waits for code that still runs under a lock. Zero or
		 * more.
		 */
		private Duration shutdownTimeout = Duration.ofSeconds(20);

		/**
		 * Describes this instance to whoever finds a lock held by it, in at most 1024
		 * characters. Everybody who can see the lock can read it. Application name, host
		 * and process id unless set.
		 */
		private @Nullable String metadata;

		@NestedConfigurationProperty
		private final Annotations annotations = new Annotations();

		/**
		 * Settings of single locks that replace those of the annotation, by lock name.
		 * Write names with other characters than letters, digits and '-' in brackets.
		 */
		private final Map<String, Definition> definitions = new LinkedHashMap<>();

		/**
		 * Create settings with their defaults.
		 */
		public Lock() {
		}

		/**
		 * Return the prefix of lock names.
		 * @return the prefix of lock names, {@code null} for none
		 */
		public @Nullable String getPrefix() {
			return this.prefix;
		}

		/**
		 * Set the prefix of lock names.
		 * @param prefix the prefix of lock names, {@code null} for none
		 */
		public void setPrefix(@Nullable String prefix) {
			this.prefix = prefix;
		}

		/**
		 * Return the TTL of locks.
		 * @return the TTL of locks, {@code null} for none
		 */
		public @Nullable Duration getTtl() {
			return this.ttl;
		}

		/**
		 * Set the TTL of locks.
		 * @param ttl the TTL of locks, {@code null} for none
		 */
		public void setTtl(@Nullable Duration ttl) {
			this.ttl = ttl;
		}

		/**
		 * Return whether the TTL depends on the number of held locks.
		 * @return whether the TTL depends on the number of held locks
		 */
		public boolean isAdaptiveTtl() {
			return this.adaptiveTtl;
		}

		/**
		 * Set whether the TTL depends on the number of held locks.
		 * @param adaptiveTtl whether the TTL depends on the number of held locks
		 */
		public void setAdaptiveTtl(boolean adaptiveTtl) {
			this.adaptiveTtl = adaptiveTtl;
		}

		/**
		 * Return how long annotated methods wait.
		 * @return how long annotated methods wait
		 */
		public Duration getWaitFor() {
			return this.waitFor;
		}

		/**
		 * Set how long annotated methods wait.
		 * @param waitFor how long annotated methods wait
		 */
		public void setWaitFor(Duration waitFor) {
			this.waitFor = waitFor;
		}

		/**
		 * Return what happens on a loss.
		 * @return what happens on a loss
		 */
		public OnLost getOnLost() {
			return this.onLost;
		}

		/**
		 * Set what happens on a loss.
		 * @param onLost what happens on a loss
		 */
		public void setOnLost(OnLost onLost) {
			this.onLost = onLost;
		}

		/**
		 * Return the rule for lock names.
		 * @return the rule for lock names
		 */
		public LockNameRule getNameRule() {
			return this.nameRule;
		}

		/**
		 * Set the rule for lock names.
		 * @param nameRule the rule for lock names
		 */
		public void setNameRule(LockNameRule nameRule) {
			this.nameRule = nameRule;
		}

		/**
		 * Return who holds a lock.
		 * @return who holds a lock
		 */
		public LockHolder getHolder() {
			return this.holder;
		}

		/**
		 * Set who holds a lock.
		 * @param holder who holds a lock
		 */
		public void setHolder(LockHolder holder) {
			this.holder = holder;
		}

		/**
		 * Return how long a lock may be held.
		 * @return how long a lock may be held, zero for no limit
		 */
		public Duration getMaxHold() {
			return this.maxHold;
		}

		/**
		 * Set how long a lock may be held.
		 * @param maxHold how long a lock may be held, zero for no limit
		 */
		public void setMaxHold(Duration maxHold) {
			this.maxHold = maxHold;
		}

		/**
		 * Return how long the shutdown waits.
		 * @return how long the shutdown waits
		 */
		public Duration getShutdownTimeout() {
			return this.shutdownTimeout;
		}

		/**
		 * Set how long the shutdown waits.
		 * @param shutdownTimeout how long the shutdown waits
		 */
		public void setShutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = shutdownTimeout;
		}

		/**
		 * Return the description of this instance.
		 * @return the description of this instance, {@code null} for none
		 */
		public @Nullable String getMetadata() {
			return this.metadata;
		}

		/**
		 * Set the description of this instance.
		 * @param metadata the description of this instance, {@code null} for none
		 */
		public void setMetadata(@Nullable String metadata) {
			this.metadata = metadata;
		}

		/**
		 * Return the settings of annotated methods.
		 * @return the settings of annotated methods
		 */
		public Annotations getAnnotations() {
			return this.annotations;
		}

		/**
		 * Return the settings of single locks.
		 * @return the settings of single locks
		 */
		public Map<String, Definition> getDefinitions() {
			return this.definitions;
		}

	}

	/**
	 * Annotated methods.
	 */
	public static class Annotations {

		/**
		 * Whether methods annotated with @DistributedLock run under their lock. When
		 * disabled they run without one, of which a warning tells.
		 */
		private boolean enabled = true;

		/**
		 * Create settings with their defaults.
		 */
		public Annotations() {
		}

		/**
		 * Return whether annotations are obeyed.
		 * @return whether annotations are obeyed
		 */
		public boolean isEnabled() {
			return this.enabled;
		}

		/**
		 * Set whether annotations are obeyed.
		 * @param enabled whether annotations are obeyed
		 */
		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

	/**
	 * Settings of one lock that replace those of the annotation.
	 */
	public static class Definition {

		/**
		 * Time that the server keeps the lock without renewal: 1s to 1h in whole seconds,
		 * not shorter than the session's TTL.
		 */
		private @Nullable Duration ttl;

		/**
		 * How long to wait for the lock. Zero for one attempt, at most 30d.
		 */
		private @Nullable Duration waitFor;

		/**
		 * What a call does when the lock is not available: skip, throw, or default, which
		 * skips scheduled methods.
		 */
		private @Nullable WhenHeld whenHeld;

		/**
		 * What happens to the running method when the lock is lost: interrupt, notify, or
		 * default.
		 */
		private @Nullable OnLost onLost;

		/**
		 * How soon others get the lock of an instance that does not answer any more,
		 * against how long an outage the lock survives: default, fast or tolerant.
		 */
		private @Nullable SessionProfile profile;

		/**
		 * Whether the lock gets a session of its own, so that it is lost alone; costs two
		 * more requests for each acquire.
		 */
		private @Nullable Boolean dedicatedSession;

		/**
		 * Whether the lease may go from one caller of this instance to the next without a
		 * release in between, with the same fencing token.
		 */
		private @Nullable Boolean handOver;

		/**
		 * How long the lock may be held before it counts as lost and is renewed no more.
		 * Zero for no limit, at most 30d.
		 */
		private @Nullable Duration maxHold;

		/**
		 * Create settings with their defaults.
		 */
		public Definition() {
		}

		/**
		 * Return the TTL of the lock.
		 * @return the TTL of the lock, {@code null} for none
		 */
		public @Nullable Duration getTtl() {
			return this.ttl;
		}

		/**
		 * Set the TTL of the lock.
		 * @param ttl the TTL of the lock, {@code null} for none
		 */
		public void setTtl(@Nullable Duration ttl) {
			this.ttl = ttl;
		}

		/**
		 * Return how long to wait.
		 * @return how long to wait, {@code null} for none
		 */
		public @Nullable Duration getWaitFor() {
			return this.waitFor;
		}

		/**
		 * Set how long to wait.
		 * @param waitFor how long to wait, {@code null} for none
		 */
		public void setWaitFor(@Nullable Duration waitFor) {
			this.waitFor = waitFor;
		}

		/**
		 * Return how long the lock may be held.
		 * @return how long the lock may be held, {@code null} for the limit of all locks
		 */
		public @Nullable Duration getMaxHold() {
			return this.maxHold;
		}

		/**
		 * Set how long the lock may be held.
		 * @param maxHold how long the lock may be held, {@code null} for the limit of all
		 * locks
		 */
		public void setMaxHold(@Nullable Duration maxHold) {
			this.maxHold = maxHold;
		}

		/**
		 * Return what a call does when the lock is not available.
		 * @return what a call does when the lock is not available, {@code null} for none
		 */
		public @Nullable WhenHeld getWhenHeld() {
			return this.whenHeld;
		}

		/**
		 * Set what a call does when the lock is not available.
		 * @param whenHeld what a call does when the lock is not available, {@code null}
		 * for none
		 */
		public void setWhenHeld(@Nullable WhenHeld whenHeld) {
			this.whenHeld = whenHeld;
		}

		/**
		 * Return what happens on a loss.
		 * @return what happens on a loss, {@code null} for none
		 */
		public @Nullable OnLost getOnLost() {
			return this.onLost;
		}

		/**
		 * Set what happens on a loss.
		 * @param onLost what happens on a loss, {@code null} for none
		 */
		public void setOnLost(@Nullable OnLost onLost) {
			this.onLost = onLost;
		}

		/**
		 * Return the profile of the session.
		 * @return the profile of the session, {@code null} for none
		 */
		public @Nullable SessionProfile getProfile() {
			return this.profile;
		}

		/**
		 * Set the profile of the session.
		 * @param profile the profile of the session, {@code null} for none
		 */
		public void setProfile(@Nullable SessionProfile profile) {
			this.profile = profile;
		}

		/**
		 * Return whether the lock gets a session of its own.
		 * @return whether the lock gets a session of its own, {@code null} for none
		 */
		public @Nullable Boolean getDedicatedSession() {
			return this.dedicatedSession;
		}

		/**
		 * Set whether the lock gets a session of its own.
		 * @param dedicatedSession whether the lock gets a session of its own,
		 * {@code null} for none
		 */
		public void setDedicatedSession(@Nullable Boolean dedicatedSession) {
			this.dedicatedSession = dedicatedSession;
		}

		/**
		 * Return whether the lease may be handed over.
		 * @return whether the lease may be handed over, {@code null} for none
		 */
		public @Nullable Boolean getHandOver() {
			return this.handOver;
		}

		/**
		 * Set whether the lease may be handed over.
		 * @param handOver whether the lease may be handed over, {@code null} for none
		 */
		public void setHandOver(@Nullable Boolean handOver) {
			this.handOver = handOver;
		}

	}

	/**
	 * Session under the locks.
	 */
	public static class Session {

		/**
		 * Time that the server keeps the locks of an instance that does not answer: 10s
		 * to 5m in whole seconds. Shorter frees the locks of a crashed instance sooner,
		 * longer survives longer outages.
		 */
		private Duration ttl = Duration.ofSeconds(30);

		/**
		 * Create settings with their defaults.
		 */
		public Session() {
		}

		/**
		 * Return the TTL of the session.
		 * @return the TTL of the session
		 */
		public Duration getTtl() {
			return this.ttl;
		}

		/**
		 * Set the TTL of the session.
		 * @param ttl the TTL of the session
		 */
		public void setTtl(Duration ttl) {
			this.ttl = ttl;
		}

	}

	/**
	 * Server inside this application.
	 */
	public static class Embedded {

		/**
		 * Whether to run a server inside this application and use it, in memory, for
		 * development and tests. Needs octostore-embedded on the class path.
		 */
		private boolean enabled = false;

		/**
		 * Port of the embedded server on the loopback interface, 0 for any that is free.
		 * Other instances can use the server through base-url if the port is set.
		 */
		private int port = 0;

		/**
		 * Create settings with their defaults.
		 */
		public Embedded() {
		}

		/**
		 * Return whether to run a server inside this application.
		 * @return whether to run a server inside this application
		 */
		public boolean isEnabled() {
			return this.enabled;
		}

		/**
		 * Set whether to run a server inside this application.
		 * @param enabled whether to run a server inside this application
		 */
		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		/**
		 * Return the port of the embedded server.
		 * @return the port of the embedded server
		 */
		public int getPort() {
			return this.port;
		}

		/**
		 * Set the port of the embedded server.
		 * @param port the port of the embedded server
		 */
		public void setPort(int port) {
			this.port = port;
		}

	}

}
