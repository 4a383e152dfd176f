package io.octostore.docs;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.octostore.client.AdminClient;
import io.octostore.client.OctoStoreClient;
import io.octostore.client.WebhookClient;
import io.octostore.embedded.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every endpoint of the server has a call of the client, and every call a test; the page
 * {@code docs/internals/endpoints.md} says which.
 */
class EndpointPageTests {

	private static final Path PAGE = Repository.ROOT.resolve("docs/internals/endpoints.md");

	private static final String COMMAND = """
			mvn -pl docs -am test -Dtest=EndpointPageTests -Dsurefire.failIfNoSpecifiedTests=false \\
			    -Doctostore.write-pages=true""";

	/** Of which the in-process server has none. */
	private static final Set<String> GITHUB = Set.of("GET /auth/github", "GET /auth/github/callback",
			"POST /auth/github/exchange");

	/** Methods of the client that send nothing. */
	private static final Set<String> LOCAL = Set.of("builder", "create", "withoutAuthentication", "fromEnvironment",
			"withTimeout", "withRetry", "withToken", "reactive", "reconnect", "onDisconnect", "close", "webhooks",
			"admin", "baseUrl", "lockNameRule", "toString", "equals", "hashCode");

	@Test
	void everyEndpointOfTheServerIsListed() {
		List<String> known = Stream
			.concat(Arrays.stream(Operation.values()).map((operation) -> operation.method() + " " + operation.path()),
					GITHUB.stream())
			.toList();
		assertThat(ClientEndpoint.all()).extracting(ClientEndpoint::endpoint)
			.doesNotHaveDuplicates()
			.containsExactlyInAnyOrderElementsOf(known);
	}

	@Test
	void everyEndpointHasMethodsOfBothClientsOrAReason() {
		for (ClientEndpoint endpoint : ClientEndpoint.all()) {
			assertThat(endpoint.methods()).as(endpoint.endpoint()).isNotEmpty();
			if (endpoint.hasMethods()) {
				assertThat(endpoint.methods()).as(endpoint.endpoint()).allMatch(ClientEndpoint::exists);
			}
		}
	}

	@Test
	void everyMethodThatSendsSomethingIsListed() {
		Set<String> methods = new TreeSet<>(own(OctoStoreClient.class, ""));
		methods.removeAll(LOCAL);
		methods.addAll(own(WebhookClient.class, "webhooks."));
		methods.addAll(own(AdminClient.class, "admin."));
		assertThat(ClientEndpoint.all().stream().filter(ClientEndpoint::hasMethods)).flatMap(ClientEndpoint::methods)
			.containsExactlyInAnyOrderElementsOf(methods);
	}

	private static Set<String> own(Class<?> type, String prefix) {
		return Arrays.stream(type.getDeclaredMethods())
			.filter((method) -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
			.map(Method::getName)
			.map((name) -> prefix + name)
			.collect(Collectors.toSet());
	}

	@Test
	void everyMethodIsCalledByItsTests() {
		for (ClientEndpoint endpoint : ClientEndpoint.all()) {
			if (!endpoint.hasMethods()) {
				continue;
			}
			assertThat(endpoint.tests()).as(endpoint.endpoint()).isNotEmpty();
			String texts = endpoint.tests().stream().map(EndpointPageTests::source).collect(Collectors.joining());
			for (String method : endpoint.methods()) {
				assertThat(ClientEndpoint.calls(method)).as("%s in %s", method, endpoint.tests())
					.anyMatch(texts::contains);
			}
			for (String test : endpoint.tests()) {
				assertThat(endpoint.methods()).as("of which one is in %s", test)
					.anyMatch((method) -> ClientEndpoint.calls(method).stream().anyMatch(source(test)::contains));
			}
		}
	}

	@Test
	void noticesWhatIsMissing() {
		assertThat(ClientEndpoint.exists("acquireLock")).isTrue();
		assertThat(ClientEndpoint.exists("admin.status")).isTrue();
		assertThat(ClientEndpoint.exists("admin.create")).isFalse();
		assertThat(ClientEndpoint.exists("acquire_lock")).isFalse();
		assertThat(ClientEndpoint.of("GET / | none: a page |").hasMethods()).isFalse();
	}

	/**
	 * A test without the calls of its helpers would say nothing: white space is left out.
	 */
	private static String source(String test) {
		Path file = Repository.ROOT.resolve("octostore-core/src/test/java/io/octostore/client/" + test + ".java");
		return Repository.read(file).replaceAll("\\s", "");
	}

	@Test
	void thePageSaysWhatTheListSays() {
		if (Boolean.getBoolean("octostore.write-pages")) {
			Repository.write(PAGE, page());
		}
		assertThat(PAGE).as("to write it again: %s", COMMAND).content().isEqualTo(page());
	}

	private static String page() {
		List<String> lines = new ArrayList<>();
		lines.add("# Endpoints");
		lines.add("");
		lines.add(
				"Every endpoint of a server of release 0.14.4, the methods of `OctoStoreClient` and `ReactiveOctoStoreClient` for");
		lines.add(
				"it, and the tests of those in `octostore-core`. `webhooks.list` is `client.webhooks().list()`. Classes called");
		lines.add("`IntegrationTests` run on the in-process server and on the real one. Written from");
		lines.add(
				"`docs/src/test/resources/endpoints.txt`; do not edit. A test compares that list with the endpoints of the");
		lines.add("in-process server and with the methods of the clients. To write this page again:");
		lines.add("");
		lines.add("```");
		lines.add(COMMAND);
		lines.add("```");
		for (ClientEndpoint endpoint : ClientEndpoint.all()) {
			lines.add("");
			lines.add("## `" + endpoint.endpoint() + "`");
			lines.add("");
			if (endpoint.hasMethods()) {
				lines.add("* Methods: " + code(endpoint.methods()));
				lines.add("* Tests: " + code(endpoint.tests()));
			}
			else {
				lines.add("No method. It is " + endpoint.methods().get(0).substring("none: ".length()) + ".");
			}
		}
		return String.join("\n", lines) + "\n";
	}

	private static String code(List<String> names) {
		return names.stream().map((name) -> "`" + name + "`").collect(Collectors.joining(", "));
	}

}
