package io.octostore.benchmarks.peers;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The users that the OctoStore server knows.
 */
final class Users {

	/** More than any measurement has callers. */
	private static final int COUNT = 128;

	private Users() {
	}

	static String token(int number) {
		return "token-of-user-" + number;
	}

	static Map<String, String> all() {
		return IntStream.range(0, COUNT).boxed().collect(Collectors.toMap((number) -> "user-" + number, Users::token));
	}

}
