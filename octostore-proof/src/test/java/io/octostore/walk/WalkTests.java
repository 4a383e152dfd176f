package io.octostore.walk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.analysis.ISourceNode;
import org.jacoco.core.data.ExecutionData;
import org.jacoco.core.data.ExecutionDataStore;
import org.jacoco.core.data.SessionInfoStore;
import org.jacoco.core.runtime.LoggerRuntime;
import org.jacoco.core.runtime.RuntimeData;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.Walk;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much of the product one acquire and its release run through, on a client that has
 * made both before. {@code docs/internals/walk.md} says how to read the figures.
 */
class WalkTests {

	private static final String TOKEN = "alice-token-000000000000000000000000";

	/** Files of the core. Fewer is better; more needs a reason in the review. */
	private static final int MOST_FILES = 98;

	/** Lines of those files, comments and blank lines included. */
	private static final int MOST_LINES = 15_600;

	@Test
	void oneAcquireAndItsReleaseStayAShortWalk() throws Exception {
		RuntimeData data = new RuntimeData();
		LoggerRuntime runtime = new LoggerRuntime();
		runtime.startup(data);
		WalkLoader loader = new WalkLoader(getClass().getClassLoader(), runtime);
		Map<String, Walked> files;
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", TOKEN).start();
				AutoCloseable walk = walk(loader, server.baseUrl())) {
			for (int i = 0; i < 5; i++) {
				((Callable<?>) walk).call();
			}
			// Answers overtake each other: what runs every time counts
			files = measure((Callable<?>) walk, data, loader);
			for (int i = 0; i < 20; i++) {
				Map<String, Walked> next = measure((Callable<?>) walk, data, loader);
				files.keySet().retainAll(next.keySet());
				files.forEach((name, file) -> file.retain(Objects.requireNonNull(next.get(name), name)));
			}
		}
		finally {
			runtime.shutdown();
		}
		report(loader, files);
		assertThat(files).hasSizeLessThanOrEqualTo(MOST_FILES);
		assertThat(files.values().stream().mapToInt(Walked::lines).sum()).isLessThanOrEqualTo(MOST_LINES);
	}

	private static AutoCloseable walk(WalkLoader loader, URI server) throws ReflectiveOperationException {
		return (AutoCloseable) loader.loadClass(Walk.class.getName())
			.getConstructor(URI.class, String.class)
			.newInstance(server, TOKEN);
	}

	private static Map<String, Walked> measure(Callable<?> walk, RuntimeData data, WalkLoader loader) {
		ExecutionDataStore executed = new ExecutionDataStore();
		try {
			data.reset();
			walk.call();
			// Copied, because threads of the product go on writing
			data.collect(
					(type) -> executed
						.visitClassExecution(new ExecutionData(type.getId(), type.getName(), type.getProbes().clone())),
					new SessionInfoStore(), false);
			return walked(loader, executed);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Files with at least one executed line.
	 */
	private static Map<String, Walked> walked(WalkLoader loader, ExecutionDataStore executed) throws IOException {
		CoverageBuilder coverage = new CoverageBuilder();
		Analyzer analyzer = new Analyzer(executed, coverage);
		for (Map.Entry<String, byte[]> type : loader.originals().entrySet()) {
			analyzer.analyzeClass(type.getValue(), type.getKey());
		}
		Map<String, Walked> files = new TreeMap<>();
		coverage.getClasses()
			.stream()
			.filter((type) -> !type.getName().startsWith("io/octostore/lock/Walk"))
			.forEach((type) -> type.getMethods()
				.stream()
				.filter((method) -> method.getLineCounter().getCoveredCount() > 0)
				.forEach((method) -> files
					.computeIfAbsent(type.getPackageName() + "/" + type.getSourceFileName(), Walked::new)
					.add(method)));
		return files;
	}

	private static void report(WalkLoader loader, Map<String, Walked> files) throws IOException {
		Map<String, int[]> packages = new TreeMap<>();
		StringBuilder report = new StringBuilder();
		String line = "%-60s %3d files, %6d lines, %5d in the methods, %5d executed%n";
		files.forEach((name, file) -> {
			int[] figures = { 1, file.lines(), file.ofMethods.cardinality(), file.executed.cardinality() };
			report.append(line.formatted(name, figures[0], figures[1], figures[2], figures[3]));
			for (String group : new String[] { "all", name.substring(0, name.lastIndexOf('/')) }) {
				int[] sums = packages.computeIfAbsent(group, (key) -> new int[4]);
				IntStream.range(0, 4).forEach((i) -> sums[i] += figures[i]);
			}
		});
		packages.forEach((name, sums) -> report.append(line.formatted(name, sums[0], sums[1], sums[2], sums[3])));
		long loaded = loader.originals()
			.keySet()
			.stream()
			.filter((name) -> !name.contains("$") && !name.equals(Walk.class.getName()))
			.count();
		report.append("Files with a class that was loaded since the start of the client: %d%n".formatted(loaded));
		Files.writeString(Path.of("target", "walk.txt"), report);
	}

	/**
	 * A file that the walk touches.
	 */
	private static final class Walked {

		private final String name;

		private final BitSet ofMethods = new BitSet();

		private final BitSet executed = new BitSet();

		Walked(String name) {
			this.name = name;
		}

		void add(ISourceNode method) {
			for (int line = method.getFirstLine(); line <= method.getLastLine(); line++) {
				this.ofMethods.set(line);
				int status = method.getLine(line).getStatus();
				if (status == ICounter.FULLY_COVERED || status == ICounter.PARTLY_COVERED) {
					this.executed.set(line);
				}
			}
		}

		void retain(Walked other) {
			this.ofMethods.and(other.ofMethods);
			this.executed.and(other.executed);
		}

		int lines() {
			try (Stream<String> lines = Files.lines(Path.of("../octostore-core/src/main/java", this.name))) {
				return (int) lines.count();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
