package io.octostore.benchmarks.support;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A server of others that ends with this JVM, however that ends: a shell starts it, waits
 * for the end of its own input, then ends the server and deletes its folder.
 */
public final class GuardedProcess implements Closeable {

	private static final String GUARD = """
			folder=$1; signal=$2; shift 2
			trap '' INT HUP TERM
			"$@" > "$folder/output.log" 2>&1 &
			server=$!
			cat > /dev/null
			kill -s "$signal" $server
			wait $server
			rm -rf -- "$folder"
			""";

	private final Path folder;

	private final Process guard;

	private GuardedProcess(Path folder, Process guard) {
		this.folder = folder;
		this.guard = guard;
	}

	/**
	 * Starts a server.
	 * @param folder where it runs; deleted at its end
	 * @param signal the signal that ends it
	 * @param environment what to add to the environment
	 * @param command the server and its arguments
	 * @return the process
	 * @throws IOException if there is no shell
	 */
	public static GuardedProcess start(Path folder, String signal, Map<String, String> environment,
			List<String> command) throws IOException {
		List<String> guarded = new ArrayList<>(List.of("sh", "-c", GUARD, "guard", folder.toString(), signal));
		guarded.addAll(command);
		ProcessBuilder builder = new ProcessBuilder(guarded).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD);
		builder.environment().putAll(environment);
		return new GuardedProcess(folder, builder.start());
	}

	/**
	 * What the server has printed.
	 * @return its output so far
	 */
	public String output() {
		try {
			return Files.readString(this.folder.resolve("output.log"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		List<ProcessHandle> children = this.guard.descendants().toList();
		this.guard.getOutputStream().close();
		if (!Processes.ends(this.guard)) {
			children.forEach(ProcessHandle::destroyForcibly);
			Processes.end(this.guard);
		}
	}

}
