package io.octostore.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

import org.jspecify.annotations.Nullable;

/**
 * Finds out what a request asks for. Fixed segments are compared before decoding and with
 * their letter case; the varying segment may be empty unless it is the last one.
 */
final class Router {

	private static final String PLACEHOLDER = "{";

	private final List<Path> paths = new ArrayList<>();

	Router(Iterable<Operation> operations) {
		for (Operation operation : operations) {
			pathOf(operation).operations().add(operation);
		}
	}

	private Path pathOf(Operation operation) {
		for (Path path : this.paths) {
			if (path.template().equals(operation.path())) {
				return path;
			}
		}
		Path path = new Path(operation.path(), List.of(operation.path().split("/", -1)), new ArrayList<>());
		this.paths.add(path);
		return path;
	}

	/**
	 * Finds the route of a request.
	 * @param method the HTTP method
	 * @param rawPath the path without the query, still percent-encoded
	 * @return the route; without an operation if the server has none for the request
	 */
	Route find(String method, String rawPath) {
		List<String> segments = List.of(rawPath.split("/", -1));
		for (Path path : this.paths) {
			String parameter = match(path.segments(), segments);
			if (parameter != null) {
				return new Route(operation(path, method), parameter, allow(path));
			}
		}
		return new Route(null, "", "");
	}

	/**
	 * The value of the varying segment, empty if there is none in the template,
	 * {@code null} if the path does not match.
	 */
	private static @Nullable String match(List<String> template, List<String> segments) {
		if (template.size() != segments.size()) {
			return null;
		}
		String parameter = "";
		for (int index = 0; index < template.size(); index++) {
			if (template.get(index).startsWith(PLACEHOLDER)) {
				parameter = segments.get(index);
				if (parameter.isEmpty() && index == template.size() - 1) {
					return null;
				}
			}
			else if (!template.get(index).equals(segments.get(index))) {
				return null;
			}
		}
		return parameter;
	}

	private static @Nullable Operation operation(Path path, String method) {
		String effective = method.equals("HEAD") ? "GET" : method;
		for (Operation operation : path.operations()) {
			if (operation.method().equals(effective)) {
				return operation;
			}
		}
		return null;
	}

	private static String allow(Path path) {
		StringJoiner methods = new StringJoiner(",");
		for (Operation operation : path.operations()) {
			methods.add(operation.method().equals("GET") ? "GET,HEAD" : operation.method());
		}
		return methods.toString();
	}

	private record Path(String template, List<String> segments, List<Operation> operations) {

	}

	/**
	 * Where a request goes.
	 *
	 * @param operation what it asks for, {@code null} for an unknown path or a wrong
	 * method
	 * @param parameter the varying segment of the path, still percent-encoded
	 * @param allow the methods that the path knows, empty for an unknown path
	 */
	record Route(@Nullable Operation operation, String parameter, String allow) {

	}

}
