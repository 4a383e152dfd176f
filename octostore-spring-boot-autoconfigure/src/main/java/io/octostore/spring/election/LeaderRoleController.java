package io.octostore.spring.election;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.context.SmartLifecycle;

import io.octostore.election.LeaderElection;
import io.octostore.election.Leadership;
import io.octostore.election.LeadershipListener;

/**
 * Starts and stops the beans that are annotated with {@link LeaderRole}: in the order of
 * their phases when this instance is elected, in the reverse order when the leadership
 * ends. Add it to elections as their last listener, so that what the beans need is there
 * first and goes last. Thread safe.
 *
 * @since 0.1.0
 */
public final class LeaderRoleController implements LeadershipListener, SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(LeaderElection.class);

	private final ListableBeanFactory beanFactory;

	private final Supplier<LeaderElections> elections;

	private final UnaryOperator<String> roles;

	private volatile Map<String, List<Lifecycle>> beans = Map.of();

	/**
	 * Create a controller.
	 * @param beanFactory holds the beans
	 * @param elections gives the elections; called when all singletons are there
	 * @param roles gives the role of an election by its name
	 */
	public LeaderRoleController(ListableBeanFactory beanFactory, Supplier<LeaderElections> elections,
			UnaryOperator<String> roles) {
		this.beanFactory = beanFactory;
		this.elections = elections;
		this.roles = roles;
	}

	/**
	 * Find the beans.
	 * @throws IllegalStateException if one starts by itself, has no lifecycle, or has a
	 * role of no election
	 */
	@Override
	public void afterSingletonsInstantiated() {
		Map<String, List<Lifecycle>> found = new TreeMap<>();
		for (String beanName : this.beanFactory.getBeanNamesForAnnotation(LeaderRole.class)) {
			LeaderRole role = this.beanFactory.findAnnotationOnBean(beanName, LeaderRole.class);
			if (role != null) {
				checkRole(beanName, role.value());
				found.computeIfAbsent(role.value(), (name) -> new ArrayList<>()).add(checked(beanName, role.value()));
			}
		}
		found.values().forEach((all) -> all.sort(Comparator.comparingInt(LeaderRoleController::phase)));
		this.beans = found;
	}

	private void checkRole(String beanName, String role) {
		Set<String> known = new TreeSet<>();
		this.elections.get().all().forEach((election) -> known.add(this.roles.apply(election.name())));
		if (!known.contains(role)) {
			throw new IllegalStateException("Bean '" + beanName + "' has @LeaderRole(\"" + role
					+ "\"), but no election has that role, only " + known + ": it would never start");
		}
	}

	private Lifecycle checked(String beanName, String role) {
		Object bean = this.beanFactory.getBean(beanName);
		if (!(bean instanceof Lifecycle lifecycle)) {
			throw new IllegalStateException("Bean '" + beanName + "' has @LeaderRole(\"" + role
					+ "\"), but cannot be started and stopped: implement SmartLifecycle, or put @LeaderOnly on its methods");
		}
		if (bean instanceof SmartLifecycle smart && smart.isAutoStartup()) {
			throw new IllegalStateException("Bean '" + beanName + "' has @LeaderRole(\"" + role
					+ "\"), but starts with the application context on every instance: let isAutoStartup() return false");
		}
		return lifecycle;
	}

	private static int phase(Lifecycle lifecycle) {
		return (lifecycle instanceof Phased phased) ? phased.getPhase() : 0;
	}

	@Override
	public void granted(Leadership leadership) {
		for (Lifecycle bean : beans(leadership)) {
			if (leadership.isLeader() && !bean.isRunning()) {
				bean.start();
			}
		}
	}

	@Override
	public void revoked(Leadership leadership) {
		List<Lifecycle> started = beans(leadership);
		for (int index = started.size() - 1; index >= 0; index--) {
			Lifecycle bean = started.get(index);
			try {
				if (bean.isRunning()) {
					bean.stop();
				}
			}
			catch (RuntimeException ex) {
				logger.error(
						"A bean of role '{}' could not be stopped: it may run on this instance and on the next leader",
						this.roles.apply(leadership.name()), ex);
			}
		}
	}

	private List<Lifecycle> beans(Leadership leadership) {
		return this.beans.getOrDefault(this.roles.apply(leadership.name()), List.of());
	}

}
