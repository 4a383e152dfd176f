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
 * @param noOp Whether to run without a server: all beans are there, but locks exclude
 * callers of this instance only, and a warning at startup says so. For development, and
 * for emergencies.
 * @param baseUrl Address of the server: an http or https URL, with a base path if there
 * is one. Read once; its host name is looked up again for each new connection.
 * @param token Bearer token: printable ASCII characters without spaces. Required unless
 * the embedded server is enabled or token-file is set. Read once; a token that changes
 * while the application runs belongs into token-file.
 * @param tokenFile File that holds the bearer token and nothing else, in the place of
 * token. Read at the start, and again when the server has refused the token.
 * @param additionalTokens Bearer tokens of other users of the server. The locks are
 * spread over all users, by name, because the server allows each user 100 locks at a
 * time. Read once.
 * @param adminKey Key of the administrator of the server, for OctoStoreClient.admin():
 * printable ASCII characters without spaces. Locks do not need it.
 * @param allowInsecureHttp Whether the token may be sent without encryption to another
 * host than this one.
 * @param connectTimeout Limit for opening a connection. Positive.
 * @param requestTimeout Limit for a call of the client, with all its attempts. Positive.
 * How long a call for a lock takes is bounded by the time that it is ready to wait
 * instead.
 * @param warmUp Whether to take a lock of a name of its own and give it back in the
 * background once the application has started, so that the first lock of a job need not
 * wait for classes to load, a connection and a session.
 * @param ssl TLS.
 * @param proxy Proxy to the server.
 * @param retry Repeats of requests that failed.
 * @param lock Locks.
 * @param session Session under the locks.
 * @param scheduled Scheduled methods.
 * @param election Leader elections, by name. Each becomes a bean of type LeaderElection,
 * with the name as its qualifier. Write names with other characters than letters, digits
 * and '-' in brackets.
 * @param embedded Server inside this application.
 * @param etcd The etcd cluster that the locks are on, in the place of an OctoStore
 * server.
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
	 * Show what is no secret.
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
	 * @param enabled Whether to go through a proxy if there is one. If false, connections
	 * are made to the server itself, and system properties and environment do not count.
	 * @param host Host of an HTTP proxy to use in the place of that of system properties
	 * and environment.
	 * @param port Port of the proxy, from 1 to 65535. Used with the host only.
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
	 * @param enabled Whether the client repeats requests that are safe to repeat. Calls
	 * for locks repeat in any case while they have time left.
	 * @param maxAttempts Attempts in all, the first one included. At least 1.
	 * @param initialInterval Pause before the second attempt. Positive.
	 * @param multiplier Factor between a pause and the next, from 1 to 10.
	 * @param maxInterval Longest pause unless the server asks for a longer one. Positive.
	 * @param jitter Part of a pause by which it is made longer or shorter at random, from
	 * 0 to 1.
	 */
	public record Retry(@DefaultValue("true") boolean enabled, @DefaultValue("3") int maxAttempts,
			@DefaultValue("250ms") Duration initialInterval, @DefaultValue("2.0") double multiplier,
			@DefaultValue("2s") Duration maxInterval, @DefaultValue("0.2") double jitter) {
	}

	/**
	 * Locks.
	 *
	 * @param prefix Text before every lock name, followed by a dot. Set it where
	 * applications share a token, so that they do not share locks.
	 * @param ttl Time that the server keeps a lock without renewal: 1s to 1h in whole
	 * seconds, not shorter than the TTL of the session. Twice the TTL of the session and
	 * at least 1m unless set.
	 * @param adaptiveTtl Whether locks without a TTL of their own get a longer one the
	 * more this instance holds: 12s for each held lock, from the default to 10m. Saves
	 * renewals where an instance holds many locks for long. Not together with
	 * octostore.lock.ttl.
	 * @param waitFor How long annotated methods wait for a lock that another caller
	 * holds. Zero for one attempt, at most 30d.
	 * @param onLost What happens to a running body when its lock is lost: interrupt or
	 * notify.
	 * @param nameRule Which lock names are allowed. Portable names work with every server
	 * release; hierarchical ones may hold '_' and '/' and need release 0.8.0.
	 * @param holder Who holds a lock as the server sees it. With 'token' instances
	 * exclude each other only if each has a token of a user of its own.
	 * @param maxHold How long a lock may be held before it counts as lost and is not
	 * renewed any more. Zero for no limit, at most 30d.
	 * @param holdAtLeast For how long the locks of annotated methods stay taken after
	 * they were handed out, also if this instance ends. Zero for no hold, at most 1h.
	 * Unless set, methods with a cron expression hold for half of the time to their next
	 * fire time, at most 1m, and others do not.
	 * @param shutdownTimeout How long the shutdown waits for code that still runs under a
	 * lock. Zero or more.
	 * @param acquireTimeout Limit for one request on the way to a lock: 100ms to 1m, less
	 * than 70 % of the TTL of the session. A call for a lock takes at most twice as long,
	 * beside the time that it is ready to wait. Raise it where the server always answers
	 * slowly.
	 * @param metadata Description of this instance for callers that find a lock held by
	 * it, in at most 1024 characters. Every user that can see the lock can read it.
	 * Application name, host and process id unless set.
	 * @param annotations Annotated methods.
	 * @param definitions Settings of single locks that replace those of the annotation,
	 * by lock name. Write names with other characters than letters, digits and '-' in
	 * brackets. Read once.
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
	 * seconds, not shorter than the TTL of the session.
	 * @param waitFor How long to wait for the lock. Zero for one attempt, at most 30d.
	 * @param whenHeld What a call does when the lock is not available. With default,
	 * scheduled methods skip and others throw.
	 * @param onLost What happens to the running method when the lock is lost.
	 * @param profile How soon other instances get the lock of an instance that stopped
	 * answering, against how long an outage the lock survives: fast has a session TTL of
	 * 10s, tolerant one of 2m, default the configured one.
	 * @param dedicatedSession Whether the lock gets a session of its own, so that it is
	 * lost alone. Costs two more requests for each acquire.
	 * @param handOver Whether the lease may go from one caller of this instance to the
	 * next without a release in between, with the same fencing token.
	 * @param maxHold How long the lock may be held before it counts as lost and is not
	 * renewed any more. Zero for no limit, at most 30d.
	 * @param holdAtLeast For how long the lock stays taken after it was handed out, also
	 * if this instance ends. Zero for no hold, at most 1h.
	 * @param permits How many calls may be inside at a time, over all instances, from 1
	 * to 100. The same for all instances.
	 * @param lockDelay For how long the server keeps the lock free for every instance
	 * after each end of a lease: 0 to 30s in whole seconds. Counts from the end and
	 * cannot be shortened; not together with hold-at-least, which counts from the
	 * beginning.
	 * @param metadata Description of the holder of this lock, in the place of
	 * octostore.lock.metadata, in at most 1024 characters. Every user that can see the
	 * lock can read it.
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
	 * without a lock, on every instance at the same time: ignore, warn at startup, or
	 * fail the start.
	 * @param onlyWhileAcceptingTraffic Whether runs under a lock are skipped while the
	 * application refuses traffic, as it does when it shuts down.
	 * @param overdueAfter How long a scheduled method may be skipped on this instance,
	 * each time because of the same holder, before a warning says so. Zero for never.
	 */
	public record Scheduled(@DefaultValue("ignore") RequireLock requireLock,
			@DefaultValue("true") boolean onlyWhileAcceptingTraffic, @DefaultValue("1h") Duration overdueAfter) {

		static final String PREFIX = "octostore.scheduled.";

	}

	/**
	 * One leader election.
	 *
	 * @param type What decides who leads: a lock, or a room that needs no account.
	 * @param lockName Name of the lock, before which octostore.lock.prefix is put. The
	 * name of the election after 'election.' unless set. For type lock.
	 * @param room Id of the room: 8 to 64 letters, digits, '_' and '-'. Every client that
	 * knows it can campaign. Required for type room.
	 * @param candidateId What this instance calls itself in the room, in at most 47
	 * letters, digits, '.', '_', ':', '@' and '-'. Every client that knows the room can
	 * read it. Application name, host and process id unless set. For type room.
	 * @param ttl Time that the server keeps the leadership without renewal, in whole
	 * seconds. For type room 5s to 5m, 30s unless set: so long after a crash another
	 * instance leads. For type lock as octostore.lock.ttl; there the session decides, see
	 * profile.
	 * @param profile How soon another instance leads when this one does not answer any
	 * more, against how long an outage the leadership survives: fast has a session TTL of
	 * 10s, tolerant one of 2m, default the configured one. For type lock.
	 * @param yieldPause How long this instance does not campaign after it has yielded.
	 * Zero to 1h.
	 * @param gracePeriod How long leader-only code gets to end when leadership is given
	 * up, before it is interrupted. Zero to 1h.
	 * @param role Role of the beans that start and stop with the leadership. The name of
	 * the election unless set.
	 * @param autoStart Whether to campaign from the start of the application on. If
	 * false, LeaderElection.start() begins.
	 */
	public record Election(@DefaultValue("lock") Type type, @Nullable String lockName, @Nullable String room,
			@Nullable String candidateId, @Nullable Duration ttl, @Nullable SessionProfile profile,
			@DefaultValue("10s") Duration yieldPause, @DefaultValue("20s") Duration gracePeriod, @Nullable String role,
			@DefaultValue("true") boolean autoStart) {

		static final String PREFIX = "octostore.election";

		/**
		 * Show what is no secret: who knows a room can campaign in it.
		 */
		@Override
		public String toString() {
			return "Election[type=" + this.type + ", lockName=" + this.lockName + ", autoStart=" + this.autoStart + "]";
		}

		/**
		 * What decides who leads.
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
	 * @param ttl Time that the server keeps the locks of an instance that stopped
	 * answering: 10s to 5m in whole seconds. Shorter frees the locks of a crashed
	 * instance sooner, longer survives longer outages.
	 */
	public record Session(@DefaultValue("30s") Duration ttl) {
	}

	/**
	 * Server inside this application.
	 *
	 * @param enabled Whether to run a server inside this application and use it, in
	 * memory, for development and tests. Needs octostore-embedded on the class path.
	 * @param port Port of the embedded server on the loopback interface, 0 for any that
	 * is free. Other instances can use the server through base-url if the port is set.
	 */
	public record Embedded(@DefaultValue("false") boolean enabled, @DefaultValue("0") int port) {
	}

	/**
	 * The etcd cluster that the locks are on, in the place of an OctoStore server. Needs
	 * octostore-spring-boot-starter-etcd.
	 *
	 * @param endpoints Client URLs of the members of the cluster, http or https. Locks
	 * are on etcd if there is one at least.
	 * @param username User name, if etcd has authentication.
	 * @param password Password of the user.
	 * @param keyPrefix What the keys of sessions and locks begin with. Ends with a slash.
	 * The same for all instances.
	 * @param ssl TLS.
	 * @param endpointTimeout How long to wait for one endpoint before the next one is
	 * asked. Positive. Never more than a third of the time that a request has.
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
