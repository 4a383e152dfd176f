package io.octostore.docs;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.octostore.client.OctoStoreClient;
import io.octostore.client.ReactiveOctoStoreClient;

/**
 * A line of {@code endpoints.txt}: an endpoint of the server, the methods of the client
 * for it, and the tests of those.
 *
 * @param endpoint method and path
 * @param methods names of methods; those of {@code webhooks()} and {@code admin()} with
 * that name and a dot before them. Instead of a name, a word and why there is none
 * @param tests simple names of test classes
 */
record ClientEndpoint(String endpoint, List<String> methods, List<String> tests) {

	static List<ClientEndpoint> all() {
		return Repository.read(Repository.ROOT.resolve("docs/src/test/resources/endpoints.txt"))
			.lines()
			.filter((line) -> !line.startsWith("#"))
			.map(ClientEndpoint::of)
			.toList();
	}

	static ClientEndpoint of(String line) {
		String[] parts = line.split("\\|", -1);
		String methods = parts[1].strip();
		return new ClientEndpoint(parts[0].strip(), methods.startsWith("none:") ? List.of(methods) : list(methods),
				list(parts[2]));
	}

	private static List<String> list(String text) {
		return Stream.of(text.split(",")).map(String::strip).filter((item) -> !item.isEmpty()).toList();
	}

	boolean hasMethods() {
		return !this.methods.get(0).startsWith("none:");
	}

	/**
	 * Say whether the blocking and the reactive client have a method.
	 */
	static boolean exists(String method) {
		return has(OctoStoreClient.class, method) && has(ReactiveOctoStoreClient.class, method);
	}

	private static boolean has(Class<?> client, String method) {
		int dot = method.indexOf('.');
		Class<?> type = client;
		for (Method candidate : client.getMethods()) {
			if (dot > 0 && candidate.getName().equals(method.substring(0, dot))) {
				type = candidate.getReturnType();
			}
		}
		String name = method.substring(dot + 1);
		return Arrays.stream(type.getMethods()).anyMatch((candidate) -> candidate.getName().equals(name));
	}

	/**
	 * Return what a call of a method looks like.
	 */
	static List<String> calls(String method) {
		int dot = method.indexOf('.');
		String name = method.substring(dot + 1);
		if (dot < 0) {
			return List.of("." + name + "(", "::" + name);
		}
		return List.of(method.substring(0, dot) + "()." + name + "(");
	}

}
