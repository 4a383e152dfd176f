package io.octostore.spring.boot.health;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import io.octostore.OctoStoreException;
import io.octostore.etcd.EtcdAuthority;
import io.octostore.etcd.EtcdStatus;
import io.octostore.lock.LockActivity;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;

/**
 * Health of the etcd cluster that the locks are on: {@code UP} when a majority of its
 * members confirms a read within three seconds, {@code DOWN} otherwise.
 * <p>
 * Details: {@code endpoint} and {@code version} of the member that has answered; where
 * locks are given, the state of the {@code session}, how many {@code locksHeld} there are
 * and how many callers are {@code waiting}; the {@code reason} when down.
 *
 * @since 0.1.0
 */
public final class EtcdHealthIndicator extends AbstractHealthIndicator {

	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private final EtcdAuthority etcd;

	private final Supplier<@Nullable OctoStoreLocks> locks;

	/**
	 * Create an indicator.
	 * @param etcd the cluster
	 * @param locks gives the locks whose activity is shown, or {@code null} for none
	 */
	public EtcdHealthIndicator(EtcdAuthority etcd, Supplier<@Nullable OctoStoreLocks> locks) {
		super("The health of the etcd cluster could not be checked");
		this.etcd = etcd;
		this.locks = locks;
	}

	/**
	 * Ask the cluster.
	 * @param builder takes status and details
	 */
	@Override
	protected void doHealthCheck(Health.Builder builder) {
		if (this.locks.get() instanceof LocksControl control) {
			LockActivity activity = control.activity();
			builder.withDetail("session", activity.session().name())
				.withDetail("locksHeld", activity.held().size())
				.withDetail("waiting", activity.waiting());
		}
		try {
			EtcdStatus status = this.etcd.check(TIMEOUT);
			builder.up().withDetail("endpoint", status.endpoint()).withDetail("version", status.version());
		}
		catch (OctoStoreException ex) {
			builder.down().withDetail("reason", String.valueOf(ex.getMessage()));
		}
	}

}
