package io.octostore.spring.boot.autoconfigure;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.core.env.Environment;

import io.octostore.OctoStoreValidationException;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.election.LeaderElection;
import io.octostore.election.LeaderElectionBuilder;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.autoconfigure.OctoStoreProperties.Election;

/**
 * Makes an election of the properties. A class, and no supplier, so that its definition
 * can be processed ahead of time.
 */
final class LeaderElectionFactoryBean implements FactoryBean<LeaderElection>, BeanFactoryAware, DisposableBean {

	private static final int MAX_CANDIDATE_ID = 47;

	private final String name;

	private @Nullable BeanFactory beanFactory;

	private @Nullable LeaderElection election;

	LeaderElectionFactoryBean(String name) {
		this.name = name;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public LeaderElection getObject() {
		if (this.election == null) {
			this.election = create(Objects.requireNonNull(this.beanFactory, "beanFactory"));
		}
		return this.election;
	}

	@Override
	public Class<?> getObjectType() {
		return LeaderElection.class;
	}

	private LeaderElection create(BeanFactory beans) {
		OctoStoreProperties properties = beans.getBean(OctoStoreProperties.class);
		Election settings = properties.election().get(this.name);
		String property = Election.PREFIX + "." + this.name;
		if (settings == null) {
			throw new IllegalStateException("There is no " + property + " any more");
		}
		LeaderElectionBuilder builder;
		if (settings.type() == Election.Type.LOCK || properties.noOp()) {
			builder = byLock(beans.getBean(OctoStoreLocks.class), settings, property);
		}
		else {
			builder = inRoom(client(beans, property), settings, property, beans.getBean(Environment.class))
				.acquireTimeout(properties.lock().acquireTimeout());
		}
		builder.name(this.name);
		PropertyChecks.set(property + ".yield-pause", settings.yieldPause(), builder,
				LeaderElectionBuilder::yieldPause);
		PropertyChecks.set(property + ".grace-period", settings.gracePeriod(), builder,
				LeaderElectionBuilder::gracePeriod);
		if (settings.ttl() != null && !properties.noOp()) {
			builder.ttl(settings.ttl());
		}
		try {
			return builder.build();
		}
		catch (OctoStoreValidationException ex) {
			throw new InvalidPropertyException(property, null, String.valueOf(ex.getMessage()),
					"Correct the setting that it names.", ex);
		}
	}

	private LeaderElectionBuilder byLock(OctoStoreLocks locks, Election settings, String property) {
		if (settings.type() == Election.Type.LOCK) {
			refuse(property + ".room", settings.room(), "type is lock");
			refuse(property + ".candidate-id", settings.candidateId(), "type is lock");
		}
		String lock = settings.lockName();
		LeaderElectionBuilder builder = LeaderElection.byLock(locks, (lock != null) ? lock : "election." + this.name);
		return (settings.profile() != null) ? builder.profile(settings.profile()) : builder;
	}

	private static ReactiveOctoStoreClient client(BeanFactory beans, String property) {
		return beans.getBeanProvider(ReactiveOctoStoreClient.class).getIfAvailable(() -> {
			throw new InvalidPropertyException(property + ".type", "room",
					"Rooms are on an OctoStore server, and locks are on another service", "Use lock.", null);
		});
	}

	private static LeaderElectionBuilder inRoom(ReactiveOctoStoreClient client, Election settings, String property,
			Environment environment) {
		refuse(property + ".lock-name", settings.lockName(), "type is room");
		refuse(property + ".profile", settings.profile(), "type is room");
		String room = settings.room();
		if (room == null || room.isBlank()) {
			throw new InvalidPropertyException(property + ".room", null, "It is required if type is room",
					"Set it to a text of 8 to 64 letters, digits, '_' and '-' that only the instances know.", null);
		}
		String id = settings.candidateId();
		return LeaderElection.inRoom(client, room)
			.candidateId((id != null) ? checkedId(property + ".candidate-id", id)
					: candidateId(InstanceDescription.of(environment)));
	}

	private static String checkedId(String property, String id) {
		if (id.length() > MAX_CANDIDATE_ID || !id.matches("[A-Za-z0-9._:@-]+")) {
			throw new InvalidPropertyException(property, id,
					"It must be 1 to " + MAX_CANDIDATE_ID + " letters, digits, '.', '_', ':', '@' and '-'",
					"Correct its value.", null);
		}
		return id;
	}

	/**
	 * The end of the description is what tells instances apart.
	 */
	private static String candidateId(String description) {
		String id = description.replaceAll("[^A-Za-z0-9._:@-]", "-");
		return (id.length() > MAX_CANDIDATE_ID) ? id.substring(id.length() - MAX_CANDIDATE_ID) : id;
	}

	private static void refuse(String property, @Nullable Object value, String because) {
		if (value != null) {
			throw new InvalidPropertyException(property, null, "It has no effect, because " + because,
					"Remove it, or change the type.", null);
		}
	}

	@Override
	public void destroy() {
		if (this.election != null) {
			this.election.close();
		}
	}

}
