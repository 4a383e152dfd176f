package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.octostore.OctoStoreValidationException;
import io.octostore.authority.LockAuthority;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.authority.OctoStoreAuthority;
import io.octostore.lease.LeaseTerms;
import io.octostore.lock.LockHolder;
import io.octostore.lock.LockListener;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.OctoStoreLocksBuilder;
import io.octostore.lock.SessionProfile;
import io.octostore.spring.lock.LockAnnotationSettings;
import io.octostore.spring.lock.LockDefinition;

/**
 * Translates the properties of locks. Refuses values with the name of their property.
 */
final class OctoStoreLocksFactory {

	private static final String PREFIX = OctoStoreProperties.Lock.PREFIX;

	private final boolean noOp;

	private final TimeLimits limits;

	private final OctoStoreProperties.Lock lock;

	private final Duration sessionTtl;

	private final OctoStoreProperties.Scheduled scheduled;

	OctoStoreLocksFactory(OctoStoreProperties properties) {
		this.noOp = properties.noOp();
		this.limits = new TimeLimits(properties);
		this.lock = properties.lock();
		this.sessionTtl = properties.session().ttl();
		this.scheduled = properties.scheduled();
	}

	OctoStoreLocksBuilder builder(LockAuthority authority) {
		return OctoStoreLocks.builder(this.noOp ? new NoOpAuthority() : authority);
	}

	OctoStoreLocksBuilder builder(ReactiveOctoStoreClient client, Supplier<List<String>> additionalTokens) {
		if (this.noOp) {
			return OctoStoreLocks.builder(new NoOpAuthority());
		}
		OctoStoreLocksBuilder builder = OctoStoreLocks.builder(client);
		int count = additionalTokens.get().size();
		for (int index = 0; index < count; index++) {
			int place = index;
			Supplier<String> token = () -> additionalTokens.get().get(place);
			PropertyChecks.applySecret("octostore.additional-tokens[" + index + "]", token,
					(source) -> builder.alsoThrough(client.withToken(source)));
		}
		return builder;
	}

	OctoStoreLocks create(OctoStoreLocksBuilder builder, String instance, List<LockListener> listeners,
			List<OctoStoreLocksBuilderCustomizer> customizers) {
		checkPrefix();
		builder.namePrefix(prefix()).nameRule(this.lock.nameRule()).holder(this.lock.holder());
		PropertyChecks.apply("octostore.session.ttl", this.sessionTtl, this::checkSessionTtl);
		builder.sessionTtl(this.sessionTtl);
		this.limits.checkLocks();
		builder.acquireTimeout(this.lock.acquireTimeout());
		LockOptions defaults = this.lock.options();
		checkTtl(PREFIX + "ttl", defaults);
		PropertyChecks.apply(PREFIX + "on-lost", defaults, builder::defaults);
		builder.adaptiveTtl(isTtlAdaptive());
		PropertyChecks.apply(PREFIX + "shutdown-timeout", this.lock.shutdownTimeout(), builder::shutdownTimeout);
		String metadata = this.lock.metadata();
		PropertyChecks.apply(PREFIX + "metadata", (metadata != null) ? metadata : instance, builder::metadata);
		if (!this.noOp) {
			this.lock.definitions().forEach((name, definition) -> applyTerms(builder, name, definition));
		}
		listeners.forEach(builder::listener);
		customizers.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private static void applyTerms(OctoStoreLocksBuilder builder, String name,
			OctoStoreProperties.Definition definition) {
		String property = PREFIX + "definitions." + name;
		Duration delay = definition.lockDelay();
		if (delay != null) {
			Duration hold = definition.holdAtLeast();
			if (!delay.isZero() && hold != null && !hold.isZero()) {
				throw new InvalidPropertyException(property + ".lock-delay", PropertyChecks.print(delay),
						"It counts from each end of the lock, and " + property + ".hold-at-least ("
								+ PropertyChecks.print(hold) + ") from its beginning: both would add up",
						"Remove one of them.", null);
			}
			PropertyChecks.apply(property + ".lock-delay", delay, (value) -> builder.lockDelay(name, value));
		}
		String metadata = definition.metadata();
		if (metadata != null) {
			PropertyChecks.apply(property + ".metadata", metadata, (value) -> builder.metadata(name, value));
		}
	}

	LockAnnotationSettings annotationSettings(LockDefinitionSource definitions) {
		this.lock.definitions().forEach(this::definition);
		checkPrefix();
		PropertyChecks.apply(OctoStoreProperties.Scheduled.PREFIX + "overdue-after", this.scheduled.overdueAfter(),
				OctoStoreLocksFactory::checkOverdueAfter);
		return LockAnnotationSettings.defaults()
			.withNamePrefix(prefix())
			.withNameRule(this.lock.nameRule())
			.withSessionTtl(this::sessionTtl)
			.withDefaults(this.lock.annotationOptions())
			.withOverdueAfter(this.scheduled.overdueAfter())
			.withDefinitions((name) -> definition(name, definitions.find(name)));
	}

	private boolean isTtlAdaptive() {
		Duration ttl = this.lock.ttl();
		if (this.lock.adaptiveTtl() && ttl != null) {
			throw new InvalidPropertyException(PREFIX + "adaptive-ttl", true,
					"It cannot be combined with octostore.lock.ttl, which is " + PropertyChecks.print(ttl),
					"Remove one of them.", null);
		}
		return this.lock.adaptiveTtl();
	}

	private LockDefinition definition(String name, OctoStoreProperties.@Nullable Definition properties) {
		if (properties == null) {
			return LockDefinition.empty();
		}
		String property = PREFIX + "definitions." + name;
		LockOptions options = properties.options(property);
		checkTtl(property + ".ttl", options);
		options.profile().ifPresent((profile) -> this.limits.checkProfile(profile, property + ".profile"));
		LockDefinition definition = LockDefinition.empty().withOptions(options).withEnabled(properties.enabled());
		return (properties.whenHeld() != null) ? definition.withWhenHeld(properties.whenHeld()) : definition;
	}

	private void checkSessionTtl(Duration ttl) {
		OctoStoreAuthority.TRAITS.sessionTtl().check("sessionTtl", ttl);
	}

	private void checkTtl(String property, LockOptions options) {
		Duration ttl = options.ttl().orElse(null);
		SessionProfile profile = options.profile().orElse(SessionProfile.DEFAULT);
		Duration session = sessionTtl(profile).orElse(null);
		if (ttl == null || session == null) {
			return;
		}
		try {
			LeaseTerms.inSession(ttl, session, false).checked(OctoStoreAuthority.TRAITS);
		}
		catch (OctoStoreValidationException ex) {
			throw new InvalidPropertyException(property, PropertyChecks.print(ttl), String.valueOf(ex.getMessage()),
					(profile == SessionProfile.DEFAULT) ? "Raise it or lower octostore.session.ttl."
							: "Raise it or choose another profile than " + profile + ".",
					ex);
		}
	}

	private Optional<Duration> sessionTtl(SessionProfile profile) {
		return (this.lock.holder() == LockHolder.SESSION) ? Optional.of(profile.sessionTtl(this.sessionTtl))
				: Optional.empty();
	}

	private void checkPrefix() {
		String prefix = prefix();
		if (prefix.startsWith(".") || prefix.endsWith(".")) {
			throw new InvalidPropertyException(PREFIX + "prefix", prefix,
					"It begins or ends with a dot, but the dot behind it is added",
					"Write '" + StringUtils.trimTrailingCharacter(StringUtils.trimLeadingCharacter(prefix, '.'), '.')
							+ "'.",
					null);
		}
		if (!prefix.isEmpty()) {
			PropertyChecks.apply(PREFIX + "prefix", prefix, this.lock.nameRule()::check);
		}
	}

	private static void checkOverdueAfter(Duration overdueAfter) {
		if (overdueAfter.isNegative()) {
			throw new OctoStoreValidationException("overdueAfter must not be negative, but is " + overdueAfter);
		}
	}

	private String prefix() {
		String prefix = this.lock.prefix();
		return (prefix != null) ? prefix : "";
	}

}
