package io.octostore.docs;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Java code on the pages compiles as a reader types it.
 */
class SnippetTests {

	/** Of blocks that are part of a class that the build runs. */
	private static final String SOURCE = "<!-- source: ";

	@TempDir
	private Path output;

	@Test
	@Tag("field-fault-I3")
	void everySnippetCompiles() {
		List<Snippet> snippets = Snippet.all("java")
			.stream()
			.filter((one) -> !one.before().startsWith(SOURCE))
			.toList();
		assertThat(snippets).hasSizeGreaterThan(3);
		assertThat(errors(snippets)).isEmpty();
	}

	@Test
	void noticesWhatDoesNotCompile() {
		MarkdownPage page = new MarkdownPage(Repository.ROOT.resolve("page.md"), """
				```java
				int one = 1;
				```

				* in a list:

				  ```java
				  @DistributedLock("a")
				  void method() {
				  }

				  int two = "2";
				  ```
				""");
		assertThat(errors(Snippet.of(page, "java"))).singleElement()
			.asString()
			.startsWith("page.md:12: incompatible types");
	}

	private List<String> errors(List<Snippet> snippets) {
		Map<String, Snippet> byName = new TreeMap<>();
		List<JavaFileObject> files = new ArrayList<>();
		for (Snippet snippet : snippets) {
			Source source = new Source("Snippet" + files.size(), snippet);
			byName.put(source.getName(), snippet);
			files.add(source);
		}
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		compiler
			.getTask(null, null, diagnostics, List.of("-d", this.output.toString(), "-proc:none", "-parameters",
					"-classpath", System.getProperty("java.class.path")), null, files)
			.call();
		return diagnostics.getDiagnostics()
			.stream()
			.filter((one) -> one.getKind() == Diagnostic.Kind.ERROR)
			.map((one) -> message(one, byName))
			.toList();
	}

	/**
	 * What stands before the snippet takes two lines of its file.
	 */
	private static String message(Diagnostic<? extends JavaFileObject> error, Map<String, Snippet> snippets) {
		JavaFileObject file = error.getSource();
		if (file == null) {
			return error.getMessage(Locale.ROOT);
		}
		Snippet snippet = snippets.get(file.getName());
		return snippet.page() + ":" + (snippet.line() + error.getLineNumber() - 3) + ": "
				+ error.getMessage(Locale.ROOT).replaceAll("\\s*\\n\\s*", " ");
	}

	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		Source(String type, Snippet snippet) {
			super(URI.create("string:///" + type + "/" + snippet.file(type) + ".java"), Kind.SOURCE);
			this.text = snippet.inFile(type);
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
