package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.ClassUtils;

import io.octostore.LockNameRule;
import io.octostore.OctoStoreValidationException;
import io.octostore.client.authority.OctoStoreAuthority;
import io.octostore.lease.LeaseTerms;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OnLost;
import io.octostore.lock.SessionProfile;
import io.octostore.lock.WhenHeld;

/**
 * Reads annotations: resolves placeholders, applies definitions, and refuses what cannot
 * work.
 */
final class LockMethodFactory {

	private static final Logger logger = LoggerFactory.getLogger(DistributedLock.class);

	private static final int MAX_SEGMENT_BYTES = 64;

	private final Supplier<LockAnnotationSettings> settings;

	private final Function<String, @Nullable String> placeholders;

	private final @Nullable BeanFactory beanFactory;

	private final SchedulerClocks schedulerClocks;

	LockMethodFactory(Supplier<LockAnnotationSettings> settings, Function<String, @Nullable String> placeholders,
			@Nullable BeanFactory beanFactory) {
		this.settings = settings;
		this.placeholders = placeholders;
		this.beanFactory = beanFactory;
		this.schedulerClocks = new SchedulerClocks(beanFactory);
	}

	LockMethod create(Method method, Class<?> targetClass, List<DistributedLock> annotations) {
		LockMethodChecks.check(method);
		boolean scheduled = LockAnnotations.isScheduled(method);
		boolean async = LockAnnotations.isAsync(method, ClassUtils.getUserClass(targetClass));
		MethodResult result = MethodResult.of(method);
		List<MethodLock> locks = new ArrayList<>();
		for (DistributedLock annotation : annotations) {
			String name = name(method, annotation);
			LockDefinition definition = this.settings.get().definitions().find(name);
			LockOptions options = options(method, name, annotation, definition);
			boolean skip = skip(method, definition.whenHeld().orElse(annotation.whenHeld()), result,
					LockMethod.isInBackground(method, scheduled, async));
			if (!definition.isEnabled()) {
				logger.warn(
						"{}.{}() runs WITHOUT its lock '{}', on every instance at the same time: the definition of the "
								+ "lock is not enabled",
						method.getDeclaringClass().getSimpleName(), method.getName(), name);
			}
			locks.add(new MethodLock(name, key(method, name, annotation, options), options, fireTimes(method, options),
					definition.isEnabled(), skip));
		}
		return LockMethod.of(method, locks, result, scheduled, async);
	}

	private String name(Method method, DistributedLock annotation) {
		String name = resolve(method, "name", annotation.name());
		if (name.isBlank()) {
			throw new InvalidLockMethodException(method, "has no lock name",
					"Give it one, for example @DistributedLock(\"nightly-report\"): a name that is kept when the method "
							+ "is renamed, because instances of two releases must agree on it");
		}
		checkName(method, name, this.settings.get().fullPrefix() + name);
		return name;
	}

	private void checkName(Method method, String name, String fullName) {
		try {
			this.settings.get().nameRule().check(fullName);
		}
		catch (OctoStoreValidationException ex) {
			throw new InvalidLockMethodException(method,
					"has a lock name '" + name + "' that is not allowed: " + ex.getMessage(),
					"Use letters, digits, '-' and '.'"
							+ ((this.settings.get().nameRule() == LockNameRule.HIERARCHICAL) ? ", '_' and '/'" : "")
							+ " in the name, and put what varies from call to call into the key",
					ex);
		}
	}

	private @Nullable LockKeyExpression key(Method method, String name, DistributedLock annotation,
			LockOptions options) {
		String key = resolve(method, "key", annotation.key());
		if (key.isBlank()) {
			return null;
		}
		String constant = this.settings.get().fullPrefix() + name + ".";
		String segment = constant.substring(constant.lastIndexOf('/') + 1);
		int room = MAX_SEGMENT_BYTES - segment.getBytes(StandardCharsets.UTF_8).length
				- lengthOfPermit(options.permits().orElse(1));
		if (room < LockKeys.HASHED_LENGTH) {
			throw new InvalidLockMethodException(method,
					"has a key, for which the constant part '" + constant + "' of its lock's name leaves " + room
							+ " characters",
					"Shorten name or prefix: a key needs " + LockKeys.HASHED_LENGTH + " of the " + MAX_SEGMENT_BYTES
							+ " characters that a server accepts");
		}
		return LockKeyExpression.parse(key, method, name, this.beanFactory, room);
	}

	private static int lengthOfPermit(int permits) {
		return (permits > 1) ? "..p".length() + String.valueOf(permits).length() : 0;
	}

	private boolean skip(Method method, WhenHeld whenHeld, MethodResult result, boolean inBackground) {
		boolean skip = whenHeld == WhenHeld.SKIP || (whenHeld == WhenHeld.DEFAULT && inBackground);
		if (skip && result.isPrimitive()) {
			throw new InvalidLockMethodException(method,
					"returns " + method.getReturnType() + ", but is skipped when the lock is held"
							+ ((whenHeld == WhenHeld.DEFAULT) ? " because it is scheduled" : "")
							+ ", and then has nothing to return",
					"Let it return void, an object (null when skipped) or an Optional, or set whenHeld = THROW");
		}
		if (whenHeld == WhenHeld.SKIP && MethodResult.isNeverNull(method)) {
			throw new InvalidLockMethodException(method,
					"is skipped when the lock is held, and then returns null, which its result cannot be",
					"Let it return a type that may be null (String?), or set whenHeld = THROW");
		}
		return skip;
	}

	private @Nullable FireTimes fireTimes(Method method, LockOptions options) {
		FireTimes fireTimes = FireTimes.of(method, this::resolve, this.schedulerClocks::find);
		Duration waitFor = options.waitFor().orElse(Duration.ZERO);
		if (fireTimes != null && !waitFor.isZero() && options.holdAtLeast().isEmpty()) {
			logger.warn(
					"{}.{}() is scheduled by a cron expression and waits {} ms for its lock: an instance that gets it after "
							+ "another one has run the job runs it again for the same fire time. Remove waitFor, or set "
							+ "holdAtLeast to say that this is wanted",
					method.getDeclaringClass().getSimpleName(), method.getName(), waitFor.toMillis());
		}
		return fireTimes;
	}

	/**
	 * As Spring's scheduling does.
	 */
	private @Nullable String resolve(String text) {
		return (this.beanFactory instanceof ConfigurableBeanFactory configurable)
				? new EmbeddedValueResolver(configurable).resolveStringValue(text) : this.placeholders.apply(text);
	}

	private LockOptions options(Method method, String name, DistributedLock annotation, LockDefinition definition) {
		LockOptions options = definition.options()
			.orElse(annotated(method, annotation))
			.orElse(this.settings.get().defaultOptions())
			.withLabel(name);
		options.ttl().ifPresent((ttl) -> checkTtl(method, ttl, options));
		return options;
	}

	private LockOptions annotated(Method method, DistributedLock annotation) {
		LockOptions options = LockOptions.defaults();
		options = set(method, "ttl", annotation.ttl(), options, LockOptions::withTtl);
		options = set(method, "waitFor", annotation.waitFor(), options, LockOptions::withWaitFor);
		options = set(method, "holdAtLeast", annotation.holdAtLeast(), options, LockOptions::withHoldAtLeast);
		options = permits(method, annotation.permits(), options);
		return (annotation.onLost() != OnLost.DEFAULT) ? options.withOnLost(annotation.onLost()) : options;
	}

	private static LockOptions permits(Method method, int permits, LockOptions options) {
		try {
			return (permits != 1) ? options.withPermits(permits) : options;
		}
		catch (OctoStoreValidationException ex) {
			throw outOfRange(method, "permits", ex);
		}
	}

	private LockOptions set(Method method, String attribute, String text, LockOptions options,
			BiFunction<LockOptions, Duration, LockOptions> setter) {
		Duration value = duration(method, attribute, text);
		try {
			return (value != null) ? setter.apply(options, value) : options;
		}
		catch (OctoStoreValidationException ex) {
			throw outOfRange(method, attribute, ex);
		}
	}

	private static InvalidLockMethodException outOfRange(Method method, String attribute,
			OctoStoreValidationException cause) {
		return new InvalidLockMethodException(method,
				"has a value of " + attribute + " that is out of range: " + cause.getMessage(),
				"Correct it on the annotation", cause);
	}

	private void checkTtl(Method method, Duration ttl, LockOptions options) {
		Duration session = this.settings.get()
			.sessionTtl(options.profile().orElse(SessionProfile.DEFAULT))
			.orElse(null);
		try {
			LeaseTerms terms = (session != null)
					? LeaseTerms.inSession(ttl, session, options.dedicatedSession().orElse(false))
					: LeaseTerms.withoutSession(ttl);
			terms.checked(OctoStoreAuthority.TRAITS)
				.problem()
				.ifPresent((problem) -> logger.warn("{}.{}(): {}", method.getDeclaringClass().getSimpleName(),
						method.getName(), problem));
		}
		catch (OctoStoreValidationException ex) {
			throw new InvalidLockMethodException(method, "has a ttl that is out of range: " + ex.getMessage(),
					"Raise the ttl of the lock or lower the TTL of the session", ex);
		}
	}

	private @Nullable Duration duration(Method method, String attribute, String text) {
		String value = resolve(method, attribute, text);
		if (value.isBlank()) {
			return null;
		}
		try {
			return DurationFormatterUtils.detectAndParse(value.strip());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidLockMethodException(method,
					"has a " + attribute + " '" + value + "' that is not a duration",
					"Write a number with a unit (60s, 2m, 500ms) or an ISO-8601 duration (PT1M)", ex);
		}
	}

	private String resolve(Method method, String attribute, String text) {
		try {
			String resolved = this.placeholders.apply(text);
			return (resolved != null) ? resolved : "";
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidLockMethodException(method,
					"has a " + attribute + " '" + text + "' that cannot be resolved: " + ex.getMessage(),
					"Define the property, or give the placeholder a default: ${property:default}", ex);
		}
	}

}
