package io.octostore.benchmarks.handoff;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The two JVMs of a contender. Each has a user of its own on the OctoStore server; only
 * the contender without sessions needs both.
 */
enum Role {

	HOLDER, WAITER;

	String token() {
		return "token-of-" + user();
	}

	private String user() {
		return name().toLowerCase(Locale.ROOT);
	}

	static Map<String, String> users() {
		return Arrays.stream(values()).collect(Collectors.toMap(Role::user, Role::token));
	}

}
