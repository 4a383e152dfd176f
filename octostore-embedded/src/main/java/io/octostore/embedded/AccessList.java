package io.octostore.embedded;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Who may acquire a lock. Equal lists are equal regardless of order, repetition and the
 * letter case of user names.
 *
 * @param entries the entries in their stored form
 */
record AccessList(List<String> entries) {

	private static final int MAX_ENTRIES = 100;

	private static final int MAX_ENTRY_BYTES = 256;

	private static final String USER = "user:";

	private static final String TOKEN = "token:";

	private static final Pattern USER_NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");

	static AccessList parse(List<String> requested) {
		if (requested.isEmpty() || requested.size() > MAX_ENTRIES) {
			throw invalid("an ACL has 1 to " + MAX_ENTRIES + " entries");
		}
		TreeSet<String> entries = new TreeSet<>();
		for (String entry : requested) {
			entries.add(normalize(entry.strip()));
		}
		return new AccessList(List.copyOf(entries));
	}

	private static String normalize(String entry) {
		if (entry.getBytes(StandardCharsets.UTF_8).length > MAX_ENTRY_BYTES) {
			throw invalid("an ACL entry has at most " + MAX_ENTRY_BYTES + " bytes");
		}
		if (entry.startsWith(USER) && USER_NAME.matcher(entry.substring(USER.length())).matches()) {
			return entry.toLowerCase(Locale.ROOT);
		}
		if (entry.startsWith(TOKEN) && entry.length() > TOKEN.length()) {
			return entry;
		}
		throw invalid("an ACL entry is user:<name> or token:<token>");
	}

	private static RefusedException invalid(String rule) {
		return new RefusedException(Refusal.INVALID_INPUT, "Invalid input: " + rule);
	}

	boolean admits(Principal principal) {
		return principal.isAdmin() || this.entries.contains(USER + principal.name().toLowerCase(Locale.ROOT))
				|| (principal.token() != null && this.entries.contains(TOKEN + principal.token()));
	}

	List<String> redacted() {
		return this.entries.stream().map((entry) -> entry.startsWith(TOKEN) ? TOKEN + "[redacted]" : entry).toList();
	}

	@Override
	public String toString() {
		return "AccessList" + redacted();
	}

}
