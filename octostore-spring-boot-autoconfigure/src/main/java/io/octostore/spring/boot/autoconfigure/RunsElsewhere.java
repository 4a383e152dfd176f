package io.octostore.spring.boot.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import io.octostore.client.LockInfo;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.authority.LockNote;
import io.octostore.lock.LockListener;
import io.octostore.spring.lock.OtherHolders;

/**
 * Asks the server which instance has a lock. Remembers what this instance was granted,
 * because all instances of an application may share a token, and a lock that stays taken
 * after its run is not seen here any more. Thread safe.
 */
final class RunsElsewhere implements OtherHolders, LockListener {

	private static final int MAX_REMEMBERED = 1_024;

	private final Supplier<@Nullable ReactiveOctoStoreClient> client;

	private final String prefix;

	/** The latest fencing token by full name; guarded by itself. */
	private final Map<String, Long> own = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
			return size() > MAX_REMEMBERED;
		}

	};

	/**
	 * Create an instance.
	 * @param client gives the client of the server; {@code null} where locks are on
	 * another service, which is not asked
	 * @param prefix prefix of all lock names with the dot at its end, or empty
	 */
	RunsElsewhere(Supplier<@Nullable ReactiveOctoStoreClient> client, String prefix) {
		this.client = client;
		this.prefix = prefix;
	}

	@Override
	public void lockHandedOut(HandOutEvent event) {
		synchronized (this.own) {
			this.own.put(event.lock().name(), event.lock().fencingToken());
		}
	}

	@Override
	public Mono<String> find(String lockName, String run) {
		ReactiveOctoStoreClient asked = this.client.get();
		if (asked == null) {
			return Mono.error(() -> new IllegalStateException("Locks are on a service that is not asked"));
		}
		return asked.getLockStatus(this.prefix + lockName)
			.filter((lock) -> lock.isHeld() && !isOwn(lock) && isFor(run, lock))
			.map(RunsElsewhere::holder);
	}

	private boolean isOwn(LockInfo lock) {
		synchronized (this.own) {
			return Long.valueOf(lock.fencingToken()).equals(this.own.get(lock.name()));
		}
	}

	/**
	 * A run for an earlier fire time may still go on, and other code may use the lock.
	 */
	private static boolean isFor(String run, LockInfo lock) {
		return lock.metadata().flatMap(LockNote::find).filter(run::equals).isPresent();
	}

	private static String holder(LockInfo lock) {
		return lock.metadata()
			.flatMap(LockNote::strip)
			.filter((metadata) -> !metadata.isBlank())
			.or(lock::holderId)
			.orElse("another instance");
	}

}
