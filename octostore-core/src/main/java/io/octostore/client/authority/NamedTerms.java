package io.octostore.client.authority;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.octostore.client.AcquireRequest;

/**
 * Lock delay and metadata of single locks, by name: only an OctoStore server stores them.
 * The terms of a name count for all names that go on with a dot as well, which are those
 * of its keys and permits; of several the longest counts.
 * <p>
 * Immutable.
 */
public final class NamedTerms {

	/**
	 * Terms of no name.
	 */
	public static final NamedTerms NONE = new NamedTerms(Map.of());

	/**
	 * How the name of a lock ends that only marks another one as held: it is renewed and
	 * runs out, and a delay behind it would lengthen the hold.
	 */
	private static final String MARKER = "..held";

	private final Map<String, Terms> byName;

	private NamedTerms(Map<String, Terms> byName) {
		this.byName = byName;
	}

	/**
	 * Return a copy with a lock delay.
	 * @param name full name of the lock
	 * @param delay the delay, 0 to 30 whole seconds
	 * @return the copy
	 */
	public NamedTerms withLockDelay(String name, Duration delay) {
		AcquireRequest.of(name, Duration.ofSeconds(1)).withLockDelay(delay);
		return with(name, new Terms(delay, terms(name).metadata()));
	}

	/**
	 * Return a copy with metadata.
	 * @param name full name of the lock
	 * @param metadata the metadata, at most 1024 characters
	 * @return the copy
	 */
	public NamedTerms withMetadata(String name, String metadata) {
		AcquireRequest.of(name, Duration.ofSeconds(1)).withMetadata(metadata);
		return with(name, new Terms(terms(name).lockDelay(), metadata));
	}

	private NamedTerms with(String name, Terms terms) {
		Map<String, Terms> changed = new HashMap<>(this.byName);
		changed.put(name, terms);
		return new NamedTerms(Map.copyOf(changed));
	}

	private Terms terms(String name) {
		return this.byName.getOrDefault(name, Terms.NONE);
	}

	/**
	 * Return the same terms for names with a prefix.
	 * @param prefix what is put before each name, empty for nothing
	 * @return the terms
	 */
	public NamedTerms under(String prefix) {
		Map<String, Terms> changed = new HashMap<>();
		this.byName.forEach((name, terms) -> changed.put(prefix + name, terms));
		return new NamedTerms(Map.copyOf(changed));
	}

	/**
	 * Say whether no name has terms.
	 * @return whether these are {@link #NONE}
	 */
	public boolean isEmpty() {
		return this.byName.isEmpty();
	}

	/**
	 * Complete a request.
	 * @param request a request without lock delay and metadata
	 * @param metadata what is stored with locks that have no metadata of their own
	 * @param note what the call adds to it, or {@code null}
	 * @return the request
	 */
	AcquireRequest complete(AcquireRequest request, @Nullable String metadata, @Nullable String note) {
		Terms terms = find(request.name());
		Optional<String> text = Optional
			.ofNullable(LockNote.append((terms.metadata() != null) ? terms.metadata() : metadata, note));
		AcquireRequest described = text.map(request::withMetadata).orElse(request);
		boolean delayed = !terms.lockDelay().isZero() && !request.name().endsWith(MARKER);
		return delayed ? described.withLockDelay(terms.lockDelay()) : described;
	}

	private Terms find(String lock) {
		String name = lock;
		while (!this.byName.isEmpty()) {
			Terms terms = this.byName.get(name);
			if (terms != null) {
				return terms;
			}
			int dot = name.lastIndexOf('.');
			if (dot < 0) {
				return Terms.NONE;
			}
			name = name.substring(0, dot);
		}
		return Terms.NONE;
	}

	/**
	 * Terms of one name.
	 *
	 * @param lockDelay the lock delay, zero for none
	 * @param metadata the metadata, {@code null} for those of the instance
	 */
	private record Terms(Duration lockDelay, @Nullable String metadata) {

		private static final Terms NONE = new Terms(Duration.ZERO, null);

	}

}
