package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lease.LeaseTimings;
import io.octostore.lock.LockHolder;
import io.octostore.lock.LockListener;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.OctoStoreLocksBuilder;
import io.octostore.lock.SessionProfile;
import io.octostore.spring.lock.LockAnnotationSettings;
import io.octostore.spring.lock.LockDefinition;

/**
 * Translates the properties of locks, and checks their ranges.
 */
final class OctoStoreLocksFactory {

	private static final String PREFIX = "octostore.lock.";

	private final OctoStoreProperties properties;

	OctoStoreLocksFactory(OctoStoreProperties properties) {
		this.properties = properties;
	}

	OctoStoreLocks create(ReactiveOctoStoreClient client, List<String> additionalTokens, String instance,
			List<LockListener> listeners, List<OctoStoreLocksBuilderCustomizer> customizers) {
		OctoStoreProperties.Lock lock = this.properties.getLock();
		OctoStoreLocksBuilder builder = OctoStoreLocks.builder(client);
		String prefix = prefix();
		if (!prefix.isEmpty()) {
			PropertyChecks.apply(PREFIX + "prefix", prefix, lock.getNameRule()::check);
		}
		builder.namePrefix(prefix).nameRule(lock.getNameRule()).holder(lock.getHolder()).sessionTtl(sessionTtl());
		Duration ttl = lock.getTtl();
		if (ttl != null) {
			checkTtl(PREFIX + "ttl", ttl, SessionProfile.DEFAULT);
			builder.defaultTtl(ttl);
		}
		builder.adaptiveTtl(isTtlAdaptive(lock));
		PropertyChecks.apply(PREFIX + "on-lost", lock.getOnLost(), builder::defaultOnLost);
		PropertyChecks.apply(PREFIX + "max-hold", lock.getMaxHold(), builder::defaultMaxHold);
		PropertyChecks.apply(PREFIX + "shutdown-timeout", lock.getShutdownTimeout(), builder::shutdownTimeout);
		String metadata = lock.getMetadata();
		PropertyChecks.apply(PREFIX + "metadata", (metadata != null) ? metadata : instance, builder::metadata);
		for (int index = 0; index < additionalTokens.size(); index++) {
			PropertyChecks.applySecret("octostore.additional-tokens[" + index + "]", additionalTokens.get(index),
					(token) -> builder.alsoThrough(client.withToken(token)));
		}
		listeners.forEach(builder::listener);
		customizers.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	LockAnnotationSettings annotationSettings() {
		OctoStoreProperties.Lock lock = this.properties.getLock();
		Duration waitFor = lock.getWaitFor();
		PropertyChecks.apply(PREFIX + "wait-for", waitFor, LockOptions.defaults()::withWaitFor);
		lock.getDefinitions().forEach(this::checkDefinition);
		return LockAnnotationSettings.defaults()
			.withNamePrefix(prefix())
			.withNameRule(lock.getNameRule())
			.withSessionTtl(this::sessionTtl)
			.withWaitFor(waitFor)
			.withDefinitions((name) -> definition(lock.getDefinitions().get(name)));
	}

	private static boolean isTtlAdaptive(OctoStoreProperties.Lock lock) {
		if (lock.isAdaptiveTtl() && lock.getTtl() != null) {
			throw new InvalidPropertyException(PREFIX + "adaptive-ttl", true,
					"It is of no use together with octostore.lock.ttl, which is " + PropertyChecks.print(lock.getTtl()),
					"Remove one of them.", null);
		}
		return lock.isAdaptiveTtl();
	}

	private void checkDefinition(String name, OctoStoreProperties.Definition definition) {
		String prefix = PREFIX + "definitions." + name + ".";
		Duration ttl = definition.getTtl();
		if (ttl != null) {
			SessionProfile profile = definition.getProfile();
			checkTtl(prefix + "ttl", ttl, (profile != null) ? profile : SessionProfile.DEFAULT);
		}
		Duration waitFor = definition.getWaitFor();
		if (waitFor != null) {
			PropertyChecks.apply(prefix + "wait-for", waitFor, LockOptions.defaults()::withWaitFor);
		}
		Duration maxHold = definition.getMaxHold();
		if (maxHold != null) {
			PropertyChecks.apply(prefix + "max-hold", maxHold, LockOptions.defaults()::withMaxHold);
		}
	}

	private static LockDefinition definition(OctoStoreProperties.@Nullable Definition properties) {
		LockDefinition definition = LockDefinition.empty();
		if (properties == null) {
			return definition;
		}
		if (properties.getTtl() != null) {
			definition = definition.withTtl(properties.getTtl());
		}
		if (properties.getWaitFor() != null) {
			definition = definition.withWaitFor(properties.getWaitFor());
		}
		if (properties.getWhenHeld() != null) {
			definition = definition.withWhenHeld(properties.getWhenHeld());
		}
		if (properties.getOnLost() != null) {
			definition = definition.withOnLost(properties.getOnLost());
		}
		if (properties.getProfile() != null) {
			definition = definition.withProfile(properties.getProfile());
		}
		if (properties.getDedicatedSession() != null) {
			definition = definition.withDedicatedSession(properties.getDedicatedSession());
		}
		if (properties.getMaxHold() != null) {
			definition = definition.withMaxHold(properties.getMaxHold());
		}
		if (properties.getHandOver() != null) {
			definition = definition.withHandOver(properties.getHandOver());
		}
		return definition;
	}

	private void checkTtl(String property, Duration ttl, SessionProfile profile) {
		PropertyChecks.wholeSeconds(property, ttl, Duration.ofSeconds(1), LeaseTimings.MAX_LOCK_TTL);
		Duration session = sessionTtl(profile).orElse(null);
		if (session != null && ttl.compareTo(session) < 0) {
			boolean configured = profile == SessionProfile.DEFAULT;
			throw new InvalidPropertyException(property, PropertyChecks.print(ttl),
					"It must not be shorter than the session's TTL, "
							+ (configured ? "octostore.session.ttl" : "that of the profile " + profile) + ", which is "
							+ PropertyChecks.print(session),
					configured ? "Raise it or lower octostore.session.ttl." : "Raise it or choose another profile.",
					null);
		}
	}

	private Optional<Duration> sessionTtl(SessionProfile profile) {
		return (this.properties.getLock().getHolder() == LockHolder.SESSION)
				? Optional.of(profile.sessionTtl(sessionTtl())) : Optional.empty();
	}

	private Duration sessionTtl() {
		Duration ttl = this.properties.getSession().getTtl();
		PropertyChecks.wholeSeconds("octostore.session.ttl", ttl, LeaseTimings.MIN_SESSION_TTL,
				LeaseTimings.MAX_SESSION_TTL);
		return ttl;
	}

	private String prefix() {
		String prefix = this.properties.getLock().getPrefix();
		return (prefix != null) ? prefix : "";
	}

}
