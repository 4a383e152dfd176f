package io.octostore.benchmarks.support;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM that takes part in a measurement, as its driver sees it: a line of input is a
 * command, a line of output an answer. The other end is {@link Commands}.
 */
public final class JvmProcess implements AutoCloseable {

	private final String name;

	private final Process process;

	private final BufferedWriter commands;

	private final BufferedReader answers;

	/**
	 * Starts a JVM with the class path of this one.
	 * @param name who takes part, for messages
	 * @param main the class with the main method
	 * @param options options of the JVM; <code>{contender}</code> in them stands for the
	 * name
	 * @param arguments arguments of the main method
	 * @throws IOException if it cannot be started
	 */
	public JvmProcess(String name, Class<?> main, List<String> options, String... arguments) throws IOException {
		this.name = name;
		List<String> command = new ArrayList<>();
		command.add(Options.java().toString());
		command.add("-Xmx256m");
		options.forEach((option) -> command.add(option.replace("{contender}", name)));
		command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(arguments));
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		this.commands = this.process.outputWriter();
		this.answers = this.process.inputReader();
	}

	/**
	 * Sends a command and does not wait for the answer.
	 * @param command the command
	 * @throws IOException if the JVM has ended
	 */
	public void send(String command) throws IOException {
		this.commands.write(command);
		this.commands.newLine();
		this.commands.flush();
	}

	/**
	 * Sends a command and waits for one answer.
	 * @param command the command
	 * @return the answer
	 * @throws IOException if the JVM has ended
	 */
	public String ask(String command) throws IOException {
		send(command);
		return answer();
	}

	/**
	 * Waits for an answer.
	 * @return the answer
	 * @throws IOException if the JVM has ended
	 */
	public String answer() throws IOException {
		String answer = this.answers.readLine();
		if (answer == null) {
			throw new IOException("The JVM of " + this.name + " has ended; its error is printed above");
		}
		return answer;
	}

	@Override
	public void close() throws IOException {
		try {
			this.commands.close();
		}
		finally {
			Processes.end(this.process);
		}
	}

}
