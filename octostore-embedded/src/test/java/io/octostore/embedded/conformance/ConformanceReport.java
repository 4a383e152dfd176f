package io.octostore.embedded.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Writes down which case passed on which server, one line per case.
 */
final class ConformanceReport implements TestWatcher {

	static final Path FILE = Path.of("target", "conformance.tsv");

	private static synchronized void write(ExtensionContext context, String result) {
		ServerUnderTest.Kind kind = ((ConformanceCases) context.getRequiredTestInstance()).kind();
		String title = context.getDisplayName();
		int dot = title.indexOf('.');
		String line = String.join("\t", title.substring(0, dot), kind.name(), result, title.substring(dot + 2)) + "\n";
		try {
			Files.createDirectories(FILE.getParent());
			Files.writeString(FILE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void testSuccessful(ExtensionContext context) {
		write(context, "passed");
	}

	@Override
	public void testFailed(ExtensionContext context, Throwable cause) {
		write(context, "failed");
	}

	@Override
	public void testAborted(ExtensionContext context, Throwable cause) {
		write(context, "aborted");
	}

	@Override
	public void testDisabled(ExtensionContext context, Optional<String> reason) {
		write(context, "disabled");
	}

}
