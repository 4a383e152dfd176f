package io.octostore.client;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.octostore.OctoStoreValidationException;

/**
 * Access list of a lock: up to 100 users, by name or by token.
 * <p>
 * The server keeps the list with the name of the lock, over releases, expiry and
 * restarts. It can be replaced but not removed. It restricts acquiring only: every user
 * may read and watch the lock. A token is compared as it is, so that an entry is of no
 * use after its token was rotated. Needs a server from v0.14.0 on.
 * <p>
 * Immutable. {@code toString} shows no token.
 *
 * @since 0.1.0
 */
public final class LockAcl {

	private static final int MAX_ENTRIES = 100;

	private static final int MAX_ENTRY_BYTES = 256;

	private static final Pattern USER = Pattern.compile("[A-Za-z0-9-]{1,64}");

	private final List<String> entries;

	private LockAcl(Collection<String> entries) {
		this.entries = List.copyOf(entries);
	}

	/**
	 * Create a list of users. Upper and lower case do not matter.
	 * @param first name of a user: 1 to 64 letters, digits and {@code -}
	 * @param others names of further users
	 * @return the list
	 * @throws OctoStoreValidationException if a name breaks its rule or there are more
	 * than 100
	 */
	public static LockAcl ofUsers(String first, String... others) {
		LockAcl acl = new LockAcl(List.of()).withUser(first);
		for (String other : Arguments.required("The users", others)) {
			acl = acl.withUser(other);
		}
		return acl;
	}

	/**
	 * Create a list of one token.
	 * @param token bearer token of a user, at most 250 bytes
	 * @return the list
	 * @throws OctoStoreValidationException if the token breaks its rule
	 */
	public static LockAcl ofToken(String token) {
		return new LockAcl(List.of()).withToken(token);
	}

	/**
	 * Return a copy that allows another user.
	 * @param user name of the user: 1 to 64 letters, digits and {@code -}
	 * @return the copy
	 * @throws OctoStoreValidationException if the name breaks its rule or there are more
	 * than 100 entries
	 */
	public LockAcl withUser(String user) {
		if (!USER.matcher(Arguments.required("The user", user)).matches()) {
			throw new OctoStoreValidationException("The user '" + Arguments.shown(user)
					+ "' of the access list must have 1 to 64 ASCII letters, digits and '-'");
		}
		return with("user:" + user.toLowerCase(Locale.ROOT));
	}

	/**
	 * Return a copy that allows another token.
	 * @param token bearer token of a user, at most 250 bytes
	 * @return the copy
	 * @throws OctoStoreValidationException if the token breaks its rule or there are more
	 * than 100 entries
	 */
	public LockAcl withToken(String token) {
		String entry = "token:" + Arguments.printableSecret("The token of the access list", token);
		if (entry.getBytes(StandardCharsets.UTF_8).length > MAX_ENTRY_BYTES) {
			throw new OctoStoreValidationException("The token of the access list has " + token.length()
					+ " characters but may have at most " + (MAX_ENTRY_BYTES - "token:".length()));
		}
		return with(entry);
	}

	private LockAcl with(String entry) {
		TreeSet<String> sorted = new TreeSet<>(this.entries);
		sorted.add(entry);
		if (sorted.size() > MAX_ENTRIES) {
			throw new OctoStoreValidationException(
					"The access list has more than " + MAX_ENTRIES + " entries, the maximum");
		}
		return new LockAcl(sorted);
	}

	/**
	 * Return the entries as they are sent, which holds secrets.
	 * @return the entries, sorted
	 */
	List<String> entries() {
		return this.entries;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof LockAcl acl && this.entries.equals(acl.entries);
	}

	@Override
	public int hashCode() {
		return this.entries.hashCode();
	}

	@Override
	public String toString() {
		return "LockAcl[entries=" + this.entries.size() + "]";
	}

}
