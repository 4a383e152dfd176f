package io.octostore.docs;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page for users of the Rust SDK names what exists, and all of the Rust SDK.
 */
class RustSdkPageTests {

	private static final String PAGE = Repository.read(Repository.ROOT.resolve("docs/from-the-rust-sdk.md"));

	private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

	private static final Pattern METHOD = Pattern.compile("\\b([a-z]\\w*)\\(");

	private static final Pattern TYPE = Pattern.compile("\\b([A-Z][a-z]\\w*)\\b");

	/** All that is public in the Rust SDK. */
	private static final List<String> RUST = List.of("Client::new", "Client::new_without_auth", "with_timeout", "clone",
			"health", "acquire_lock", "release_lock", "renew_lock", "get_lock_status", "list_locks", "rotate_token",
			"AcquireResult", "RenewResult", "LockInfo", "LockStatus", "UserLock", "TokenInfo", "Error::LockHeld",
			"Error::Authentication", "Error::Network", "Error::Validation", "Error::Lock", "Error::Json", "Error::Url",
			"Error::Other");

	private static final Set<String> OF_OTHERS = Set.of("Mono", "Flux", "Duration", "UUID", "Instant");

	/** What is in backticks outside of blocks and of the column of Rust. */
	private static Stream<String> code() {
		return PAGE.replaceAll("(?s)```.*?```", "")
			.lines()
			.map((line) -> line.startsWith("| `") ? line.substring(line.indexOf('|', 1)) : line)
			.flatMap((line) -> CODE.matcher(line).results().map((match) -> match.group(1)).toList().stream());
	}

	private static TreeSet<String> all(Pattern pattern) {
		return code().flatMap((code) -> pattern.matcher(code).results().map((MatchResult match) -> match.group(1)))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<Class<?>> types() throws IOException {
		return Stream.of("io.octostore", "io.octostore.client", "io.octostore.lock")
			.flatMap((name) -> classes(name).stream())
			.toList();
	}

	private static List<Class<?>> classes(String name) {
		String folder = "/src/main/java/" + name.replace('.', '/') + "/";
		return Repository.files(".java")
			.stream()
			.map((file) -> file.toString().replace('\\', '/'))
			.filter((file) -> file.contains("octostore-core" + folder)
					&& file.lastIndexOf('/') == file.indexOf(folder) + folder.length() - 1)
			.map((file) -> file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length()))
			.filter((type) -> !type.equals("package-info"))
			.<Class<?>>map((type) -> load(name + "." + type))
			.flatMap((type) -> Stream.concat(Stream.of(type), Arrays.stream(type.getDeclaredClasses())))
			.toList();
	}

	private static Class<?> load(String name) {
		try {
			return Class.forName(name, false, RustSdkPageTests.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void everyMethodOnThePageExists() throws IOException {
		Set<String> known = types().stream()
			.filter((type) -> java.lang.reflect.Modifier.isPublic(type.getModifiers()))
			.flatMap((type) -> Arrays.stream(type.getMethods()))
			.map(Method::getName)
			.collect(Collectors.toSet());
		TreeSet<String> named = all(METHOD);
		named.remove("unwrap");
		assertThat(named).contains("acquireLock", "renewLock", "mayHaveBeenApplied", "followLock", "timeSeries")
			.hasSizeGreaterThan(30)
			.isSubsetOf(known);
	}

	@Test
	void everyTypeOnThePageExists() throws IOException {
		Set<String> known = types().stream().map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new));
		known.addAll(OF_OTHERS);
		assertThat(all(TYPE)).contains("AcquireResult", "OctoStoreLocks", "WebhookReceiver")
			.hasSizeGreaterThan(20)
			.isSubsetOf(known);
	}

	@Test
	void nothingOfTheRustSdkIsMissing() {
		assertThat(RUST).allMatch((name) -> PAGE.contains("| `" + name + "` |"));
	}

}
