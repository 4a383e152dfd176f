package io.octostore.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * One request, taken apart on demand. Asking for path, query, body and caller in this
 * order gives the errors in the order of the real server.
 */
final class ApiRequest {

	private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

	private static final Pattern JSON_TYPE = Pattern
		.compile("(?i)application/(json|" + TOKEN + "\\+json)(; *" + TOKEN + "=(" + TOKEN + "|\"[^\"]*\"|))*(; *)?");

	/** Keeps the matcher, which recurses, within its stack. */
	private static final int MAX_TYPE_LENGTH = 1024;

	private final HttpHeaders headers;

	private final String parameter;

	private final String query;

	private final byte @Nullable [] body;

	ApiRequest(HttpHeaders headers, String parameter, String query, byte @Nullable [] body) {
		this.headers = headers;
		this.parameter = parameter;
		this.query = query;
		this.body = body;
	}

	/**
	 * Who asks, if it asks without an account: the address that a proxy on this machine
	 * names, or else this machine.
	 */
	String client() {
		String forwarded = header("cf-connecting-ip");
		return (forwarded != null && (NetUtil.isValidIpV4Address(forwarded) || NetUtil.isValidIpV6Address(forwarded)))
				? forwarded : HttpListener.HOST;
	}

	@Nullable String header(String name) {
		return this.headers.get(name);
	}

	String pathText() {
		try {
			return StandardCharsets.UTF_8.newDecoder()
				.decode(ByteBuffer.wrap(PercentEncoding.decode(this.parameter)))
				.toString();
		}
		catch (CharacterCodingException ex) {
			throw HttpProblem.malformedPath();
		}
	}

	UUID pathUuid() {
		UUID uuid = UuidText.parse(pathText());
		if (uuid == null) {
			throw HttpProblem.malformedPath();
		}
		return uuid;
	}

	/**
	 * The value of a parameter in the query, which must not be there twice.
	 */
	@Nullable String queryParameter(String name) {
		String value = null;
		for (String pair : this.query.split("&", -1)) {
			int equals = pair.indexOf('=');
			String key = (equals < 0) ? pair : pair.substring(0, equals);
			if (!PercentEncoding.decodeForm(key).equals(name)) {
				continue;
			}
			if (value != null) {
				throw HttpProblem.malformedQuery();
			}
			value = (equals < 0) ? "" : PercentEncoding.decodeForm(pair.substring(equals + 1));
		}
		return value;
	}

	Body json(BodyShape shape) {
		String type = header("content-type");
		if (type == null || type.length() > MAX_TYPE_LENGTH || !JSON_TYPE.matcher(type).matches()) {
			throw HttpProblem.notJson();
		}
		if (this.body == null) {
			throw HttpProblem.tooLarge();
		}
		return BodyParser.parse(this.body, shape);
	}

}
