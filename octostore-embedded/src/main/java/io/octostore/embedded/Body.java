package io.octostore.embedded;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON body that has the right shape.
 */
final class Body {

	private final Map<String, @Nullable Object> members = new HashMap<>();

	void put(String name, @Nullable Object value) {
		this.members.put(name, value);
	}

	boolean has(String name) {
		return this.members.containsKey(name);
	}

	@Nullable Long number(String name) {
		return (Long) this.members.get(name);
	}

	@Nullable String text(String name) {
		return (String) this.members.get(name);
	}

	/**
	 * The text of a member that the shape requires.
	 */
	String requiredText(String name) {
		return Objects.requireNonNull(text(name), "the parser has checked required members");
	}

	boolean flag(String name) {
		return Boolean.TRUE.equals(this.members.get(name));
	}

	@Nullable UUID uuid(String name) {
		return (UUID) this.members.get(name);
	}

	@SuppressWarnings("unchecked")
	@Nullable List<String> texts(String name) {
		return (List<String>) this.members.get(name);
	}

	@Nullable Body object(String name) {
		return (Body) this.members.get(name);
	}

}
