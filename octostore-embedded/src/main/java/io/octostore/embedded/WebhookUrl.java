package io.octostore.embedded;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the URL of a webhook.
 */
final class WebhookUrl {

	private static final Pattern HTTPS = Pattern
		.compile("(?i)https:/*(?<authority>[^/?#]*)(?<path>/[^?#]*)?(?<rest>[?#].*)?");

	private static final Pattern AUTHORITY = Pattern
		.compile("(?<host>\\[[0-9a-fA-F:.]+]|[^\\[\\]:]+)(:(?<port>[0-9]*))?");

	private static final Pattern NAME = Pattern.compile("[a-z0-9._-]+");

	/** A host whose last part is a number has to be an IPv4 address. */
	private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?(0x[0-9a-f]*|[0-9]+)\\.?");

	private static final int MAX_HOST_LENGTH = 253;

	private static final int HTTPS_PORT = 443;

	private static final int MAX_PORT = 65_535;

	private WebhookUrl() {
	}

	/**
	 * The normal form of the URL.
	 */
	static String normalize(String url, boolean privateNetworks) {
		Matcher matcher = HTTPS.matcher(url.strip());
		if (!matcher.matches()) {
			throw invalid("a webhook URL must be a valid HTTPS URL");
		}
		if (matcher.group("authority").indexOf('@') >= 0) {
			throw invalid("a webhook URL must not contain credentials");
		}
		Matcher authority = AUTHORITY.matcher(matcher.group("authority"));
		if (!authority.matches()) {
			throw invalid("a webhook URL must have a host");
		}
		String host = host(authority.group("host"), privateNetworks);
		return "https://" + host + port(authority.group("port")) + orEmpty(matcher.group("path"), "/")
				+ orEmpty(matcher.group("rest"), "");
	}

	/**
	 * The URL as it is; before 0.14 this was the only rule.
	 */
	static String requireHttps(String url) {
		if (!url.startsWith("https://")) {
			throw invalid("a webhook URL must start with https://");
		}
		return url;
	}

	private static String host(String text, boolean privateNetworks) {
		if (text.startsWith("[")) {
			checkAddress(text.substring(1, text.length() - 1), privateNetworks);
			return text.toLowerCase(Locale.ROOT);
		}
		String host = ascii(text);
		if (host.length() > MAX_HOST_LENGTH || !NAME.matcher(host).matches()) {
			throw invalid("the host of a webhook URL must be a name or an address");
		}
		if (NUMERIC.matcher(host).matches()) {
			checkAddress(host, privateNetworks);
		}
		if (host.equals("localhost") && !privateNetworks) {
			throw notPublic();
		}
		return host;
	}

	private static String ascii(String host) {
		try {
			return IDN.toASCII(host).toLowerCase(Locale.ROOT);
		}
		catch (IllegalArgumentException ex) {
			throw invalid("the host of a webhook URL must be a name or an address");
		}
	}

	private static void checkAddress(String text, boolean privateNetworks) {
		byte[] address = NetUtil.createByteArrayFromIpAddressString(text);
		if (address == null) {
			throw invalid("the host of a webhook URL must be a name or an address");
		}
		if (!privateNetworks && !PublicNetwork.contains(address)) {
			throw notPublic();
		}
	}

	private static String port(@Nullable String text) {
		if (text == null || text.isEmpty()) {
			return "";
		}
		if (text.length() > 5 || Integer.parseInt(text) > MAX_PORT) {
			throw invalid("the port of a webhook URL must be at most " + MAX_PORT);
		}
		return (Integer.parseInt(text) == HTTPS_PORT) ? "" : ":" + Integer.parseInt(text);
	}

	private static String orEmpty(@Nullable String text, String otherwise) {
		return (text != null) ? text : otherwise;
	}

	private static RefusedException notPublic() {
		return invalid("a webhook URL must lead to a public address");
	}

	private static RefusedException invalid(String rule) {
		return new RefusedException(Refusal.INVALID_INPUT, "Invalid input: " + rule);
	}

}
