package io.octostore.spring.boot.health;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import reactor.core.publisher.Mono;

import io.octostore.OctoStoreException;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.RetrySettings;
import io.octostore.election.LeaderElection;
import io.octostore.lock.LockActivity;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;

/**
 * Health of the connection to the OctoStore server: {@code UP} when the server says
 * within two seconds that it is well, {@code DOWN} otherwise. Asks once, without repeats.
 * <p>
 * Details: {@code latency} of the answer; where locks are given, the state of the
 * {@code session}, how many {@code locksHeld} there are and how many callers are
 * {@code waiting}; where elections are given, whether this instance leads each of them or
 * follows, with the reason if its campaign fails; the {@code reason} when down. A session
 * that is at risk or lost does not make the application unhealthy: the next acquire
 * creates a new one.
 *
 * @since 0.1.0
 */
public final class OctoStoreHealthIndicator extends AbstractReactiveHealthIndicator {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final ReactiveOctoStoreClient client;

	private final Supplier<@Nullable OctoStoreLocks> locks;

	private final Supplier<? extends Collection<? extends LeaderElection>> elections;

	/**
	 * Create an indicator that shows no elections.
	 * @param client the client; a copy with a timeout of its own is used
	 * @param locks gives the locks whose activity is shown, or {@code null} for none
	 */
	public OctoStoreHealthIndicator(ReactiveOctoStoreClient client, Supplier<@Nullable OctoStoreLocks> locks) {
		this(client, locks, List::of);
	}

	/**
	 * Create an indicator.
	 * @param client the client; a copy with a timeout of its own is used
	 * @param locks gives the locks whose activity is shown, or {@code null} for none
	 * @param elections gives the elections that are shown
	 */
	public OctoStoreHealthIndicator(ReactiveOctoStoreClient client, Supplier<@Nullable OctoStoreLocks> locks,
			Supplier<? extends Collection<? extends LeaderElection>> elections) {
		super("The health of the OctoStore server could not be checked");
		this.client = client.withTimeout(TIMEOUT).withRetry(RetrySettings.none());
		this.locks = locks;
		this.elections = elections;
	}

	/**
	 * Ask the server.
	 * @param builder takes status and details
	 * @return the health
	 */
	@Override
	protected Mono<Health> doHealthCheck(Health.Builder builder) {
		addActivity(builder);
		return this.client.health().elapsed().map((answer) -> {
			builder.withDetail("latency", answer.getT1() + " ms");
			if (answer.getT2().isOk()) {
				return builder.up().build();
			}
			return builder.down().withDetail("reason", "The server answers '" + answer.getT2().status() + "'").build();
		}).onErrorResume(OctoStoreException.class, (ex) -> Mono.just(down(builder, ex)));
	}

	private static Health down(Health.Builder builder, OctoStoreException failure) {
		return builder.down().withDetail("reason", String.valueOf(failure.getMessage())).build();
	}

	private void addActivity(Health.Builder builder) {
		if (this.locks.get() instanceof LocksControl control) {
			LockActivity activity = control.activity();
			builder.withDetail("session", activity.session().name())
				.withDetail("locksHeld", activity.held().size())
				.withDetail("waiting", activity.waiting());
		}
		Map<String, String> shown = new TreeMap<>();
		this.elections.get().forEach((election) -> shown.put(election.name(), describe(election)));
		if (!shown.isEmpty()) {
			builder.withDetail("elections", shown);
		}
	}

	private static String describe(LeaderElection election) {
		if (election.isLeader()) {
			return "leader";
		}
		return election.isRunning()
				? election.failure().map((failure) -> "campaign fails: " + failure.getMessage()).orElse("follower")
				: "stopped";
	}

}
