package io.octostore.client;

import java.net.URI;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;

/**
 * A webhook to create: the server posts events of the caller's own locks to a URL.
 * <p>
 * Delivery is not guaranteed: each event is posted once and, if the receiver does not
 * answer with a status of 200 to 299 within 5 s, once more. Events can be lost, come
 * twice and come in another order.
 * <p>
 * Immutable. {@code toString} shows neither the secret nor more of the URL than its host.
 *
 * @since 0.1.0
 */
public final class WebhookRequest {

	private final URI url;

	private final @Nullable String secret;

	private final Set<LockEvent.Type> events;

	private final @Nullable String lockPattern;

	private WebhookRequest(URI url, @Nullable String secret, Set<LockEvent.Type> events, @Nullable String lockPattern) {
		this.url = url;
		this.secret = secret;
		this.events = events;
		this.lockPattern = lockPattern;
	}

	/**
	 * Create a request for all events of all locks, without a signature.
	 * @param url where to post: an {@code https} URL without user name, not of this
	 * machine; the server resolves its host at each delivery, and delivers to public
	 * addresses only unless it was started otherwise
	 * @return the request
	 * @throws OctoStoreValidationException if the URL breaks its rule
	 */
	public static WebhookRequest of(URI url) {
		Arguments.required("The webhook URL", url);
		String host = url.getHost();
		if (!"https".equalsIgnoreCase(url.getScheme()) || host == null || url.getRawUserInfo() != null) {
			throw new OctoStoreValidationException("The webhook URL (scheme " + url.getScheme() + ", host " + host
					+ ") must be an https URL with a host and without a user name");
		}
		return new WebhookRequest(url, null, EnumSet.allOf(LockEvent.Type.class), null);
	}

	/**
	 * Create a request for all events of all locks, without a signature.
	 * @param url where to post, see {@link #of(URI)}
	 * @return the request
	 * @throws OctoStoreValidationException if the URL breaks its rule
	 */
	public static WebhookRequest of(String url) {
		try {
			return of(URI.create(Arguments.required("The webhook URL", url)));
		}
		catch (IllegalArgumentException ex) {
			// No cause: it holds the URL, whose path may be a secret
			throw new OctoStoreValidationException("The webhook URL is not valid");
		}
	}

	/**
	 * Return a copy with a secret, with which the server signs each event: see
	 * {@link WebhookSignature}.
	 * @param secret not empty; 32 random characters or more are advised
	 * @return the copy
	 * @throws OctoStoreValidationException if the secret is empty
	 */
	public WebhookRequest withSecret(String secret) {
		if (Arguments.unicode("The webhook secret", secret).isEmpty()) {
			throw new OctoStoreValidationException("The webhook secret must not be empty");
		}
		return new WebhookRequest(this.url, secret, this.events, this.lockPattern);
	}

	/**
	 * Return a copy for some kinds of events only.
	 * @param events one or more
	 * @return the copy
	 * @throws OctoStoreValidationException if there is none
	 */
	public WebhookRequest withEvents(Collection<LockEvent.Type> events) {
		if (Arguments.required("The events", events).isEmpty()) {
			throw new OctoStoreValidationException("The events of a webhook are empty, but at least one is needed: a"
					+ " webhook without events never fires");
		}
		return new WebhookRequest(this.url, this.secret, EnumSet.copyOf(events), this.lockPattern);
	}

	/**
	 * Return a copy for some kinds of events only.
	 * @param first a kind
	 * @param others further kinds
	 * @return the copy
	 */
	public WebhookRequest withEvents(LockEvent.Type first, LockEvent.Type... others) {
		return withEvents(EnumSet.of(first, others));
	}

	/**
	 * Return a copy for one lock, or for those whose names begin alike.
	 * @param lockPattern the name of a lock, or the beginning of names followed by
	 * {@code *}; no other wildcard exists
	 * @return the copy
	 * @throws OctoStoreValidationException if the pattern is empty or holds a {@code *}
	 * elsewhere
	 */
	public WebhookRequest withLockPattern(String lockPattern) {
		Arguments.unicode("The lock pattern", lockPattern);
		int wildcard = lockPattern.indexOf('*');
		if (lockPattern.isEmpty() || (wildcard >= 0 && wildcard != lockPattern.length() - 1)) {
			throw new OctoStoreValidationException("The lock pattern '" + Arguments.shown(lockPattern)
					+ "' must be a lock name, or the beginning of lock names followed by '*'");
		}
		return new WebhookRequest(this.url, this.secret, this.events, lockPattern);
	}

	/**
	 * Return the URL that the server posts events to.
	 * @return the URL
	 */
	public URI url() {
		return this.url;
	}

	/**
	 * Return the secret with which events are signed.
	 * @return the secret, empty if there is none
	 */
	public Optional<String> secret() {
		return Optional.ofNullable(this.secret);
	}

	/**
	 * Return which kinds of events are posted.
	 * @return the kinds
	 */
	public Set<LockEvent.Type> events() {
		return Set.copyOf(this.events);
	}

	/**
	 * Return the pattern of the lock names whose events are posted.
	 * @return the pattern, empty for all locks
	 */
	public Optional<String> lockPattern() {
		return Optional.ofNullable(this.lockPattern);
	}

	/**
	 * Return the events as they are sent.
	 */
	Collection<String> eventNames() {
		if (this.events.size() == LockEvent.Type.values().length) {
			return Set.of("*");
		}
		return this.events.stream()
			.map((event) -> event.name().toLowerCase(Locale.ROOT))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Override
	public String toString() {
		return "WebhookRequest[host=" + this.url.getHost() + ", secret=" + ((this.secret != null) ? "present" : "none")
				+ ", events=" + this.events + ", lockPattern=" + this.lockPattern + "]";
	}

}
