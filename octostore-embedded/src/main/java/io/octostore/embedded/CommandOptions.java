package io.octostore.embedded;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The options of {@link OctoStoreServerCommand}. A wrong one ends in an
 * {@link IllegalArgumentException} whose message is for the user.
 *
 * @param builder the server that they describe
 * @param help whether the user wants to know the options
 */
record CommandOptions(OctoStoreServerBuilder builder, boolean help) {

	static final String USAGE = """
			Usage: java -jar octostore-embedded-<version>-exec.jar [options]

			An OctoStore server in memory, on the loopback interface.

			  --port <port>               the port, 0 for any that is free (default: 3000)
			  --tokens <user:token,...>   users and their bearer tokens
			  --admin-key <key>           the key of the administrator
			  --local-registration        let users register themselves
			  --console                   show locks and sessions on a page at /octostore/
			  --generation <version>      behave like 0.8, 0.9, 0.13 or 0.14 (default: 0.14)
			  --help                      show this text
			""";

	private static final int DEFAULT_PORT = 3000;

	static CommandOptions parse(List<String> arguments) {
		Deque<String> rest = new ArrayDeque<>(arguments);
		OctoStoreServerBuilder builder = OctoStoreServer.builder().port(DEFAULT_PORT);
		Set<String> seen = new HashSet<>();
		while (!rest.isEmpty()) {
			String argument = rest.removeFirst();
			int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
			String option = (equals < 0) ? argument : argument.substring(0, equals);
			if (equals >= 0) {
				rest.addFirst(argument.substring(equals + 1));
			}
			if (!seen.add(option)) {
				throw new IllegalArgumentException("Option " + option + " is given twice");
			}
			switch (option) {
				case "--help" -> {
					return new CommandOptions(builder, true);
				}
				case "--port" -> builder.port(port(value(option, rest)));
				case "--tokens" -> tokens(builder, value(option, rest));
				case "--admin-key" -> builder.adminKey(value(option, rest));
				case "--local-registration" -> builder.localRegistration(equals < 0 || flag(option, rest));
				case "--console" -> builder.console(equals < 0 || flag(option, rest));
				case "--generation" -> builder.generation(generation(value(option, rest)));
				default -> throw new IllegalArgumentException(
						"Unknown option " + option + "; --help shows the options that there are");
			}
		}
		return new CommandOptions(builder, false);
	}

	private static String value(String option, Deque<String> rest) {
		if (rest.isEmpty() || rest.getFirst().startsWith("--")) {
			throw new IllegalArgumentException("Option " + option + " needs a value");
		}
		return rest.removeFirst();
	}

	private static boolean flag(String option, Deque<String> rest) {
		return switch (value(option, rest)) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new IllegalArgumentException("Option " + option + " must be true or false");
		};
	}

	private static int port(String value) {
		try {
			return Integer.parseInt(value);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("port must be a number from 0 to 65535, but is " + value, ex);
		}
	}

	private static void tokens(OctoStoreServerBuilder builder, String value) {
		for (String pair : value.split(",", -1)) {
			int colon = pair.indexOf(':');
			if (colon < 0) {
				throw new IllegalArgumentException("Option --tokens must be a list of user:token, separated by commas");
			}
			builder.token(pair.substring(0, colon).strip(), pair.substring(colon + 1).strip());
		}
	}

	private static ServerGeneration generation(String value) {
		for (ServerGeneration generation : ServerGeneration.values()) {
			if (value.equals(generation.version()) || value.equals(family(generation))) {
				return generation;
			}
		}
		String known = Arrays.stream(ServerGeneration.values())
			.map(CommandOptions::family)
			.collect(Collectors.joining(", "));
		throw new IllegalArgumentException("generation must be one of " + known + ", but is " + value);
	}

	private static String family(ServerGeneration generation) {
		return generation.version().substring(0, generation.version().lastIndexOf('.'));
	}

}
