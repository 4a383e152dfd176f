package io.octostore.spring.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.octostore.LockNameRule;
import io.octostore.client.OctoStoreClientBuilder;
import io.octostore.lock.LockHolder;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OnLost;
import io.octostore.lock.SessionProfile;
import io.octostore.lock.WhenHeld;
import io.octostore.spring.lock.RequireLock;

/**
 * Configuration properties of OctoStore.
 * <p>
 * Ranges are checked where the values are used. A value out of its range fails the start
 * with a message that names the property.
 *
 * @param enabled Whether to use OctoStore. If false, no OctoStore beans are created:
 * methods annotated with @DistributedLock run unlocked, and a warning at startup says so.
 * @param noOp Whether to run without a server. If true, all beans are created, but a lock
 * excludes only callers of the same instance, and a warning at startup says so. For
 * development and emergencies.
 * @param baseUrl Address of the server: an http or https URL, with a base path if there
 * is one. Read once; its host name is looked up again for each new connection.
 * @param token Bearer token: printable ASCII characters without spaces. Required unless
 * the embedded server is enabled or token-file is set. Read once; use token-file for a
 * token that changes while the application runs.
 * @param tokenFile File that contains only the bearer token; replaces token. Read at
 * startup, and again after the server has refused the token.
 * @param additionalTokens Bearer tokens of additional users of the server. Locks are
 * spread over all users by name, because the server allows each user 100 locks at a time.
 * Read once.
 * @param adminKey Key of the administrator of the server, for OctoStoreClient.admin():
 * printable ASCII characters without spaces. Locks do not need it.
 * @param allowInsecureHttp Whether the token may be sent unencrypted to a host other than
 * this one.
 * @param connectTimeout Time limit for opening a connection. Positive.
 * @param requestTimeout Time limit for a call of the client, including all its attempts.
 * Positive. Calls for a lock are limited by octostore.lock.acquire-timeout and wait-for
 * instead.
 * @param warmUp Whether to acquire and release a lock with a name of its own in the
 * background once the application has started. The first job then does not wait for class
 * loading, a connection and a session.
 * @param ssl TLS.
 * @param proxy Proxy to the server.
 * @param retry Repeats of requests that failed.
 * @param lock Locks.
 * @param session Session under the locks.
 * @param scheduled Scheduled methods.
 * @param election Leader elections, by name. Each becomes a bean of type LeaderElection,
 * with the name as its qualifier. Put names that contain characters other than letters,
 * digits and '-' in brackets.
 * @param embedded Server inside this application.
 * @param etcd The etcd cluster that keeps the locks instead of an OctoStore server.
 * @since 0.1.0
 */
@ConfigurationProperties("octostore")
public record OctoStoreProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean noOp,
		@DefaultValue(OctoStoreClientBuilder.DEFAULT_BASE_URL) String baseUrl, @Nullable String token,
		@Nullable Path tokenFile, @DefaultValue List<String> additionalTokens, @Nullable String adminKey,
		@DefaultValue("false") boolean allowInsecureHttp, @DefaultValue("2s") Duration connectTimeout,
		@DefaultValue("10s") Duration requestTimeout, @DefaultValue("false") boolean warmUp, @DefaultValue Ssl ssl,
		@DefaultValue Proxy proxy, @DefaultValue Retry retry, @DefaultValue Lock lock, @DefaultValue Session session,
		@DefaultValue Scheduled scheduled, @DefaultValue Map<String, Election> election,
		@DefaultValue Embedded embedded, @DefaultValue Etcd etcd) {

	/**
	 * Show the members that are no secret.
	 */
	@Override
	public String toString() {
		return "OctoStoreProperties[enabled=" + this.enabled + ", lock=" + this.lock + ", session=" + this.session
				+ "]";
	}

	/**
	 * TLS.
	 *
	 * @param bundle Name of the SSL bundle to use for https: the certificates to trust, a
	 * client certificate, protocols and ciphers. A bundle that is reloaded is used by the
	 * next connection.
	 */
	public record Ssl(@Nullable String bundle) {
	}

	/**
	 * Proxy to the server. Without a host, that of the JVM is used, which its system
	 * properties name, or else that of the environment.
	 *
	 * @param enabled Whether to use a proxy if one is configured. If false, connections
	 * go straight to the server, and the proxy of system properties and environment is
	 * ignored.
	 * @param host Host of an HTTP proxy. Replaces the proxy of system properties and
	 * environment.
	 * @param port Port of the proxy, from 1 to 65535. Used only if the host is set.
	 * @param username User name for the proxy.
	 * @param password Password for the proxy.
	 */
	public record Proxy(@DefaultValue("true") boolean enabled, @Nullable String host, @DefaultValue("3128") int port,
			@Nullable String username, @Nullable String password) {

		@Override
		public String toString() {
			return "Proxy[enabled=" + this.enabled + ", host=" + this.host + ", port=" + this.port + "]";
		}

	}

	/**
	 * Repeats of requests that failed.
	 *
	 * @param enabled Whether the client repeats failed requests that are safe to repeat.
	 * Calls for a lock are always repeated while they have time left.
	 * @param maxAttempts Maximum number of attempts, including the first one. At least 1.
	 * @param initialInterval Pause before the second attempt. Positive.
	 * @param multiplier Factor by which the pause grows with each attempt, from 1 to 10.
	 * @param maxInterval Maximum pause, unless the server asks for a longer one.
	 * Positive.
	 * @param jitter Random share that is added to or taken from each pause, from 0 to 1.
	 */
	public record Retry(@DefaultValue("true") boolean enabled, @DefaultValue("3") int maxAttempts,
			@DefaultValue("250ms") Duration initialInterval, @DefaultValue("2.0") double multiplier,
			@DefaultValue("2s") Duration maxInterval, @DefaultValue("0.2") double jitter) {
	}

	/**
	 * Locks.
	 *
	 * @param prefix Text put before every lock name, followed by a dot. Set it if
	 * applications share a token but must not share locks.
	 * @param ttl Time that the server keeps a lock without renewal: 1s to 1h in whole
	 * seconds, not shorter than octostore.session.ttl. Unless set, twice
	 * octostore.session.ttl, at least 1m.
	 * @param adaptiveTtl Whether the TTL of locks that set none grows with the number of
	 * locks that this instance holds: 12s for each, at least the default, at most 10m.
	 * Saves renewals if an instance holds many locks for long. Cannot be combined with
	 * octostore.lock.ttl.
	 * @param waitFor How long annotated methods wait for a lock that another caller
	 * holds. Zero for one attempt, at most 30d.
	 * @param onLost What happens to running code when its lock is lost: interrupt its
	 * thread, or only notify listeners.
	 * @param nameRule Which lock names are allowed. Portable names work with every server
	 * release. Hierarchical ones may also contain '_' and '/', and need server release
	 * 0.8.0 or newer.
	 * @param holder What the server takes for the holder of a lock: the session of the
	 * instance, or the user of the token. With 'token', instances exclude each other only
	 * if each has the token of a different user.
	 * @param maxHold How long a lock may be held before it counts as lost and is no
	 * longer renewed. Zero for no limit, at most 30d.
	 * @param holdAtLeast How long the locks of annotated methods stay taken after they
	 * were acquired, even if this instance stops. Zero for no hold, at most 1h. Unless
	 * set, methods with a cron expression hold for half of the time to their next fire
	 * time, at most 1m, and other methods do not hold.
	 * @param shutdownTimeout How long a shutdown waits for code that still runs under a
	 * lock. Zero or more.
	 * @param acquireTimeout Time limit for one request that acquires a lock, creates its
	 * session or campaigns for a room: 100ms to 1m, less than 70 % of
	 * octostore.session.ttl. A call for a lock takes at most twice as long, plus
	 * wait-for. Raise it if the server always answers slowly. For a room, the TTL of the
	 * election limits it too.
	 * @param metadata Description of this instance, shown to callers that find a lock
	 * held by it: at most 1024 characters. Every user that can see the lock can read it.
	 * Unless set, application name, host and process id.
	 * @param annotations Annotated methods.
	 * @param definitions Settings of single locks, by lock name. They replace those of
	 * the annotation. Put names that contain characters other than letters, digits and
	 * '-' in brackets. Read once.
	 */
	public record Lock(@Nullable String prefix, @Nullable Duration ttl, @DefaultValue("false") boolean adaptiveTtl,
			@DefaultValue("0") Duration waitFor, @DefaultValue("interrupt") OnLost onLost,
			@DefaultValue("portable") LockNameRule nameRule, @DefaultValue("session") LockHolder holder,
			@DefaultValue("0") Duration maxHold, @Nullable Duration holdAtLeast,
			@DefaultValue("20s") Duration shutdownTimeout, @DefaultValue("5s") Duration acquireTimeout,
			@Nullable String metadata, @DefaultValue Annotations annotations,
			@DefaultValue Map<String, Definition> definitions) {

		static final String PREFIX = "octostore.lock.";

		/**
		 * Options of annotated methods that neither annotation nor definition sets.
		 */
		LockOptions annotationOptions() {
			LockOptions options = PropertyChecks.set(PREFIX + "wait-for", this.waitFor, LockOptions.defaults(),
					LockOptions::withWaitFor);
			return PropertyChecks.set(PREFIX + "hold-at-least", this.holdAtLeast, options,
					LockOptions::withHoldAtLeast);
		}

		/**
		 * Options of all locks whose own options do not set them.
		 */
		LockOptions options() {
			LockOptions options = LockOptions.defaults();
			options = PropertyChecks.set(PREFIX + "ttl", this.ttl, options, LockOptions::withTtl);
			options = PropertyChecks.set(PREFIX + "on-lost", this.onLost, options, LockOptions::withOnLost);
			return PropertyChecks.set(PREFIX + "max-hold", this.maxHold, options, LockOptions::withMaxHold);
		}

	}

	/**
	 * Annotated methods.
	 *
	 * @param enabled Whether methods annotated with @DistributedLock run under their
	 * lock. If false, they run unlocked, and a warning at startup says so.
	 */
	public record Annotations(@DefaultValue("true") boolean enabled) {
	}

	/**
	 * Settings of one lock that replace those of the annotation.
	 *
	 * @param enabled Whether methods run under this lock. If false, they run unlocked,
	 * and a warning at startup says so.
	 * @param ttl Time that the server keeps the lock without renewal: 1s to 1h in whole
	 * seconds, not shorter than octostore.session.ttl.
	 * @param waitFor How long to wait for the lock. Zero for one attempt, at most 30d.
	 * @param whenHeld What a call does when the lock is not available. With 'default',
	 * scheduled methods skip and other methods throw.
	 * @param onLost What happens to the running method when the lock is lost.
	 * @param profile How soon another instance gets the lock after a crash, at the
	 * expense of how long an outage the lock survives: 'fast' has a session TTL of 10s,
	 * 'tolerant' one of 2m, 'default' that of octostore.session.ttl.
	 * @param dedicatedSession Whether the lock gets a session of its own, so that other
	 * locks are not lost with it. Costs two more requests for each acquire.
	 * @param handOver Whether the lease may pass from one caller of this instance to the
	 * next without a release in between, with the same fencing token.
	 * @param maxHold How long the lock may be held before it counts as lost and is no
	 * longer renewed. Zero for no limit, at most 30d.
	 * @param holdAtLeast How long the lock stays taken after it was acquired, even if
	 * this instance stops. Zero for no hold, at most 1h.
	 * @param permits How many calls may run at a time, over all instances, from 1 to 100.
	 * Must be the same for all instances.
	 * @param lockDelay How long the server refuses the lock to every instance after each
	 * end of a lease: 0 to 30s in whole seconds. Counts from the end and cannot be
	 * shortened. Cannot be combined with hold-at-least, which counts from the beginning.
	 * @param metadata Description of the holder of this lock: at most 1024 characters.
	 * Replaces octostore.lock.metadata. Every user that can see the lock can read it.
	 */
	public record Definition(@DefaultValue("true") boolean enabled, @Nullable Duration ttl, @Nullable Duration waitFor,
			@Nullable WhenHeld whenHeld, @Nullable OnLost onLost, @Nullable SessionProfile profile,
			@Nullable Boolean dedicatedSession, @Nullable Boolean handOver, @Nullable Duration maxHold,
			@Nullable Duration holdAtLeast, @Nullable Integer permits, @Nullable Duration lockDelay,
			@Nullable String metadata) {

		/**
		 * Options that replace those of the annotation.
		 * @param property name of the property that holds this definition
		 */
		LockOptions options(String property) {
			LockOptions options = LockOptions.defaults();
			options = PropertyChecks.set(property + ".ttl", this.ttl, options, LockOptions::withTtl);
			options = PropertyChecks.set(property + ".wait-for", this.waitFor, options, LockOptions::withWaitFor);
			options = PropertyChecks.set(property + ".on-lost", this.onLost, options, LockOptions::withOnLost);
			options = PropertyChecks.set(property + ".profile", this.profile, options, LockOptions::withProfile);
			options = PropertyChecks.set(property + ".dedicated-session", this.dedicatedSession, options,
					LockOptions::withDedicatedSession);
			options = PropertyChecks.set(property + ".hand-over", this.handOver, options, LockOptions::withHandOver);
			options = PropertyChecks.set(property + ".max-hold", this.maxHold, options, LockOptions::withMaxHold);
			options = PropertyChecks.set(property + ".hold-at-least", this.holdAtLeast, options,
					LockOptions::withHoldAtLeast);
			return PropertyChecks.set(property + ".permits", this.permits, options, LockOptions::withPermits);
		}

	}

	/**
	 * Scheduled methods.
	 *
	 * @param requireLock What to do about methods annotated with @Scheduled that run
	 * without a lock, on every instance at the same time: ignore them, warn at startup,
	 * or fail the startup.
	 * @param onlyWhileAcceptingTraffic Whether to skip runs under a lock while the
	 * application refuses traffic, as it does during shutdown.
	 * @param overdueAfter How long a scheduled method may be skipped on this instance,
	 * each time because of the same holder, before a warning is logged. Zero to log none.
	 */
	public record Scheduled(@DefaultValue("ignore") RequireLock requireLock,
			@DefaultValue("true") boolean onlyWhileAcceptingTraffic, @DefaultValue("1h") Duration overdueAfter) {

		static final String PREFIX = "octostore.scheduled.";

	}

	/**
	 * One leader election.
	 *
	 * @param type What decides who leads: a lock, or a room that needs no account.
	 * @param lockName Name of the lock; octostore.lock.prefix is put before it. Unless
	 * set, 'election.' and the name of the election. For type lock.
	 * @param room Id of the room: 8 to 64 letters, digits, '_' and '-'. Every client that
	 * knows the id can campaign. Required for type room.
	 * @param candidateId Name of this instance in the room: at most 47 letters, digits,
	 * '.', '_', ':', '@' and '-'. Every client that knows the room can read it. Unless
	 * set, application name, host and process id. For type room.
	 * @param ttl Time that the server keeps the leadership without renewal, in whole
	 * seconds. For type room 5s to 5m, by default 30s: after a crash, another instance
	 * leads when it is over. For type lock as octostore.lock.ttl; there the session
	 * decides, see profile.
	 * @param profile How soon another instance leads after a crash, at the expense of how
	 * long an outage the leadership survives: 'fast' has a session TTL of 10s, 'tolerant'
	 * one of 2m, 'default' that of octostore.session.ttl. For type lock.
	 * @param yieldPause How long this instance waits after it has yielded before it
	 * campaigns again. Zero to 1h.
	 * @param gracePeriod How long leader-only code may take to end when leadership is
	 * given up, before it is interrupted. Zero to 1h.
	 * @param role Role of the beans that start and stop with the leadership. Unless set,
	 * the name of the election.
	 * @param autoStart Whether to campaign as soon as the application has started. If
	 * false, call LeaderElection.start().
	 */
	public record Election(@DefaultValue("lock") Type type, @Nullable String lockName, @Nullable String room,
			@Nullable String candidateId, @Nullable Duration ttl, @Nullable SessionProfile profile,
			@DefaultValue("10s") Duration yieldPause, @DefaultValue("20s") Duration gracePeriod, @Nullable String role,
			@DefaultValue("true") boolean autoStart) {

		static final String PREFIX = "octostore.election";

		/**
		 * Show the members that are no secret: a client that knows a room can campaign in
		 * it.
		 */
		@Override
		public String toString() {
			return "Election[type=" + this.type + ", lockName=" + this.lockName + ", autoStart=" + this.autoStart + "]";
		}

		/**
		 * Kinds of leader elections.
		 */
		public enum Type {

			/** A lock: the instance that holds it leads. */
			LOCK,

			/** A room that needs no account. */
			ROOM

		}

	}

	/**
	 * Session under the locks.
	 *
	 * @param ttl Time that the server keeps the locks of an instance that has stopped
	 * answering: 10s to 5m in whole seconds. A shorter one frees the locks of a crashed
	 * instance sooner, a longer one survives longer outages.
	 */
	public record Session(@DefaultValue("30s") Duration ttl) {
	}

	/**
	 * Server inside this application.
	 *
	 * @param enabled Whether to run a server in memory inside this application and use
	 * it, for development and tests. Needs octostore-embedded on the class path.
	 * @param port Port of the embedded server on the loopback interface, 0 for any free
	 * port. Set it to let other instances use the server through base-url.
	 */
	public record Embedded(@DefaultValue("false") boolean enabled, @DefaultValue("0") int port) {
	}

	/**
	 * The etcd cluster that holds the locks, instead of an OctoStore server. Needs
	 * octostore-spring-boot-starter-etcd.
	 *
	 * @param endpoints Client URLs of the members of the cluster, http or https. If set,
	 * etcd keeps the locks instead of an OctoStore server.
	 * @param username User name, if authentication is enabled in etcd.
	 * @param password Password of the user.
	 * @param keyPrefix Prefix of the keys of sessions and locks. Ends with a slash. Must
	 * be the same for all instances.
	 * @param ssl TLS.
	 * @param endpointTimeout How long to wait for one endpoint before asking the next
	 * one. Positive. Limited to a third of the time that a request has.
	 */
	public record Etcd(@DefaultValue List<String> endpoints, @Nullable String username, @Nullable String password,
			@DefaultValue("/octostore/") String keyPrefix, @DefaultValue Ssl ssl,
			@DefaultValue("1s") Duration endpointTimeout) {

		@Override
		public String toString() {
			return "Etcd[endpoints=" + this.endpoints.size() + ", keyPrefix=" + this.keyPrefix + ", endpointTimeout="
					+ this.endpointTimeout + "]";
		}

	}

}
