package io.octostore.client;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

import io.octostore.OctoStoreValidationException;

/**
 * The address of a server, to which encoded paths are appended as they are.
 */
final class BaseUrl {

	private static final Pattern IPV4_LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");

	private final String prefix;

	private final URI uri;

	private BaseUrl(URI uri, String prefix) {
		this.uri = uri;
		this.prefix = prefix;
	}

	static BaseUrl of(String text) {
		Arguments.required("The base URL", text);
		try {
			return of(new URI(text.strip()));
		}
		catch (URISyntaxException ex) {
			throw invalid(text, "is not a URL (character " + ex.getIndex() + ")");
		}
	}

	static BaseUrl of(URI uri) {
		Arguments.required("The base URL", uri);
		String text = uri.toString();
		String scheme = (uri.getScheme() != null) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
		if (!scheme.equals("http") && !scheme.equals("https")) {
			throw invalid(text, "must start with http:// or https://");
		}
		if (uri.getRawUserInfo() != null) {
			throw new OctoStoreValidationException(
					"The base URL must not contain a user name or password; set the token separately");
		}
		if (uri.getHost() == null || uri.getHost().isEmpty()) {
			throw invalid(text, "must name a host");
		}
		if (uri.getPort() == 0 || uri.getPort() > 65535) {
			throw invalid(text, "must have a port from 1 to 65535, or none");
		}
		if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
			throw invalid(text, "must not have a query or a fragment");
		}
		return new BaseUrl(uri, stripSlashes(scheme + "://" + uri.getRawAuthority() + uri.getRawPath()));
	}

	private static String stripSlashes(String text) {
		int end = text.length();
		while (text.charAt(end - 1) == '/') {
			end--;
		}
		return text.substring(0, end);
	}

	private static OctoStoreValidationException invalid(String text, String rule) {
		// An '@' may follow a password.
		String shown = (text.indexOf('@') < 0) ? " '" + text + "'" : "";
		return new OctoStoreValidationException("The base URL" + shown + " " + rule);
	}

	/**
	 * Return an address on the server.
	 * @param encodedPath path and query, already percent-encoded
	 * @return the address
	 */
	URI resolve(String encodedPath) {
		return URI.create(this.prefix + encodedPath);
	}

	/**
	 * The address in one form: two addresses of one server that differ in case, a default
	 * port or slashes at the end have the same.
	 */
	String canonical() {
		String scheme = isEncrypted() ? "https" : "http";
		int port = this.uri.getPort();
		boolean shown = port >= 0 && port != (isEncrypted() ? 443 : 80);
		return stripSlashes(scheme + "://" + this.uri.getHost().toLowerCase(Locale.ROOT) + (shown ? ":" + port : "")
				+ this.uri.getRawPath());
	}

	boolean isEncrypted() {
		return this.prefix.startsWith("https:");
	}

	/**
	 * Say whether the host certainly is this machine. Names are not resolved.
	 * @return whether the host is a loopback address or {@code localhost}
	 */
	boolean isLoopback() {
		String host = this.uri.getHost().toLowerCase(Locale.ROOT);
		if (host.startsWith("[")) {
			return isLoopbackLiteral(host);
		}
		return host.equals("localhost") || IPV4_LOOPBACK.matcher(host).matches();
	}

	private static boolean isLoopbackLiteral(String host) {
		try {
			return InetAddress.getByName(host).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	@Override
	public String toString() {
		return this.prefix;
	}

}
