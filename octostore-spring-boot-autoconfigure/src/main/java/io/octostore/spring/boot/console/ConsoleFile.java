package io.octostore.spring.boot.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * One of the files that the page consists of.
 */
final class ConsoleFile {

	/** No dots and slashes but the one before the extension: no way out of the folder. */
	private static final Pattern NAME = Pattern.compile("[a-z]+\\.([a-z]+)");

	private static final Map<String, MediaType> TYPES = Map.of("html",
			MediaType.parseMediaType("text/html;charset=UTF-8"), "css",
			MediaType.parseMediaType("text/css;charset=UTF-8"), "js",
			MediaType.parseMediaType("text/javascript;charset=UTF-8"), "svg",
			MediaType.parseMediaType("image/svg+xml"));

	private static final String SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
			+ "require-trusted-types-for 'script'";

	private final MediaType type;

	private final byte[] content;

	private ConsoleFile(MediaType type, byte[] content) {
		this.type = type;
		this.content = content;
	}

	static Optional<ConsoleFile> find(String name) {
		Matcher matcher = NAME.matcher(name);
		MediaType type = matcher.matches() ? TYPES.get(matcher.group(1)) : null;
		if (type == null) {
			return Optional.empty();
		}
		try (InputStream stream = ConsoleFile.class.getResourceAsStream("files/" + name)) {
			return (stream != null) ? Optional.of(new ConsoleFile(type, stream.readAllBytes())) : Optional.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	MediaType type() {
		return this.type;
	}

	byte[] content() {
		return this.content.clone();
	}

	/**
	 * Set what every answer for the page says about its use.
	 */
	static void addHeaders(HttpHeaders headers) {
		headers.set("Content-Security-Policy", SECURITY_POLICY);
		headers.set("X-Content-Type-Options", "nosniff");
		headers.set("Referrer-Policy", "no-referrer");
		headers.set("Cross-Origin-Resource-Policy", "same-origin");
		headers.setCacheControl("no-store");
	}

}
