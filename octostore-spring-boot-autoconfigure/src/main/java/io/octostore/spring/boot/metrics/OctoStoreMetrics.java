package io.octostore.spring.boot.metrics;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.octostore.lock.LockActivity;
import io.octostore.lock.LockListener;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;

/**
 * Meters of locks and of the session under them that are not those of observations:
 * <ul>
 * <li>{@code octostore.lock.renew}: timer of renewals; {@code outcome} (renewed, lost,
 * uncertain)</li>
 * <li>{@code octostore.lock.lost}: counter of lost locks; {@code lock.name} and
 * {@code reason}</li>
 * <li>{@code octostore.lock.waiting}: gauge of callers that wait for a lock</li>
 * <li>{@code octostore.lock.limit.used}: gauge of the most locks that are held with one
 * credential</li>
 * <li>{@code octostore.session.active}: gauge, 1 while a session is confirmed or at risk,
 * else 0</li>
 * <li>{@code octostore.session.keepalive}: timer of keepalives; {@code outcome} as for
 * renewals</li>
 * </ul>
 * {@code lock.name} is the constant name of an annotation or the label of
 * {@link io.octostore.lock.LockOptions#withLabel(String)}, {@code other} without one;
 * resolved keys, tokens and ids are never tags.
 * <p>
 * Give it to the locks as a listener and bind it to a registry; what happens before it is
 * bound is not measured. Thread safe.
 *
 * @since 0.1.0
 */
public final class OctoStoreMetrics implements MeterBinder, LockListener {

	private final Supplier<@Nullable OctoStoreLocks> locks;

	private final boolean defaultConventions;

	private final List<LockMeters> bound = new CopyOnWriteArrayList<>();

	private final Set<String> lockNames = ConcurrentHashMap.newKeySet();

	/**
	 * Remembered, because gauges are read until after the end of the bean factory.
	 */
	private volatile @Nullable OctoStoreLocks found;

	/**
	 * Create the meters.
	 * @param locks gives the locks whose activity the gauges show, or {@code null} while
	 * there are none; called when a gauge is read, until there are some
	 * @param defaultConventions whether the timers of observations have their default
	 * names and keys, so that those of known locks can be registered before they are used
	 */
	public OctoStoreMetrics(Supplier<@Nullable OctoStoreLocks> locks, boolean defaultConventions) {
		this.locks = locks;
		this.defaultConventions = defaultConventions;
	}

	private @Nullable LockActivity activity() {
		OctoStoreLocks current = this.found;
		if (current == null) {
			current = this.locks.get();
			this.found = current;
		}
		return (current instanceof LocksControl control) ? control.activity() : null;
	}

	/**
	 * Measure in a registry from now on.
	 * @param registry the registry
	 */
	@Override
	public void bindTo(MeterRegistry registry) {
		LockMeters meters = new LockMeters(registry, this::activity);
		this.bound.add(meters);
		this.lockNames.forEach((name) -> register(meters, name));
	}

	/**
	 * Register the meters of locks that are known before they are used, so that zero is
	 * visible.
	 * @param names names of the locks, as in the tag {@code lock.name}
	 */
	public void registerLocks(Collection<String> names) {
		this.lockNames.addAll(names);
		names.forEach((name) -> each((meters) -> register(meters, name)));
	}

	private void register(LockMeters meters, String name) {
		meters.registerLosses(name);
		if (this.defaultConventions) {
			meters.registerTimers(name);
		}
	}

	/**
	 * Count a loss.
	 * @param event what happened
	 */
	@Override
	public void lockLost(LossEvent event) {
		each((meters) -> meters.lockLost(event));
	}

	/**
	 * Measure a renewal.
	 * @param event what happened
	 */
	@Override
	public void leaseRenewed(ConfirmEvent event) {
		each((meters) -> meters.leaseRenewed(event));
	}

	/**
	 * Measure a keepalive.
	 * @param event what happened
	 */
	@Override
	public void sessionKeptAlive(ConfirmEvent event) {
		each((meters) -> meters.sessionKeptAlive(event));
	}

	private void each(Consumer<LockMeters> action) {
		this.bound.forEach(action);
	}

}
