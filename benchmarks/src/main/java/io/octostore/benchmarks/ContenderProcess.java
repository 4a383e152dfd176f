package io.octostore.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A contender as its driver sees it.
 */
final class ContenderProcess implements AutoCloseable {

	private final Contender contender;

	private final Process process;

	private final BufferedWriter commands;

	private final BufferedReader answers;

	ContenderProcess(Contender contender, URI baseUrl, List<String> jvmOptions) throws IOException {
		this.contender = contender;
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.add("-Xmx256m");
		jvmOptions.forEach((option) -> command.add(option.replace("{contender}", contender.name())));
		command.addAll(List.of("-classpath", System.getProperty("java.class.path"), ContenderJvm.class.getName()));
		command.addAll(List.of(contender.name(), baseUrl.toString()));
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		this.commands = this.process.outputWriter();
		this.answers = this.process.inputReader();
	}

	Contender contender() {
		return this.contender;
	}

	ProcessHandle handle() {
		return this.process.toHandle();
	}

	Sample run(int callers, Duration duration) throws IOException {
		this.commands.write(callers + " " + duration.toMillis());
		this.commands.newLine();
		this.commands.flush();
		String answer = this.answers.readLine();
		if (answer == null) {
			throw new IOException("The JVM of " + this.contender + " has ended; its error is printed above");
		}
		return Sample.parse(answer);
	}

	@Override
	public void close() throws IOException {
		this.commands.close();
		Processes.end(this.process);
	}

}
