package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

import io.octostore.client.http.WireAnswer;

/**
 * A complete answer, read as one of an OctoStore server.
 */
final class Answer {

	/**
	 * Form of the ids that servers from v0.14.0 on make; proxies make others.
	 */
	private static final Pattern REQUEST_ID = Pattern.compile("req_[0-9a-f]{32}");

	private static final byte[] NULL = { 'n', 'u', 'l', 'l' };

	private final WireAnswer answer;

	private final ServerEvidence.Age age;

	private final boolean idExpected;

	/**
	 * Read an answer.
	 * @param answer the answer
	 * @param evidence what earlier answers have shown
	 */
	Answer(WireAnswer answer, ServerEvidence evidence) {
		this.answer = answer;
		this.age = evidence.age();
		this.idExpected = evidence.givesIds();
	}

	/**
	 * Return how old the server is, as earlier answers have shown.
	 * @return the age
	 */
	ServerEvidence.Age age() {
		return this.age;
	}

	/**
	 * Say whether the answer has an id of the server, or is of one whose answers are
	 * known to have none: it is old, or a proxy takes them out.
	 * @return whether no id is missing
	 */
	boolean hasExpectedId() {
		return requestId() != null || (this.age != ServerEvidence.Age.UNKNOWN && !this.idExpected);
	}

	/**
	 * Say whether the server gives ids and this answer has none.
	 * @return whether it comes from elsewhere
	 */
	boolean lacksId() {
		return this.idExpected && requestId() == null;
	}

	/**
	 * Say whether the body is the JSON literal {@code null}.
	 * @return whether it is
	 */
	boolean isNull() {
		return Arrays.equals(body(), NULL);
	}

	@Nullable String contentType() {
		return headers().getFirst(HttpHeaders.CONTENT_TYPE);
	}

	int status() {
		return this.answer.status();
	}

	byte[] body() {
		return this.answer.body();
	}

	private HttpHeaders headers() {
		return this.answer.headers();
	}

	boolean isSuccess() {
		return status() >= 200 && status() < 300;
	}

	/**
	 * Return the id that the server gave the request.
	 * @return the id, or {@code null} if there is none of the server's form
	 */
	@Nullable String requestId() {
		String id = headers().getFirst("X-Request-Id");
		return (id != null && REQUEST_ID.matcher(id).matches()) ? id : null;
	}

	boolean isJson() {
		return hasMediaType("application/json");
	}

	boolean isYaml() {
		return hasMediaType("application/yaml");
	}

	boolean isPlainText() {
		return hasMediaType("text/plain");
	}

	private boolean hasMediaType(String expected) {
		String type = contentType();
		if (type == null) {
			return false;
		}
		int parameters = type.indexOf(';');
		String mediaType = (parameters < 0) ? type : type.substring(0, parameters).trim();
		return expected.equals(mediaType.toLowerCase(Locale.ROOT));
	}

	/**
	 * Return the pause that the header {@code Retry-After} asks for.
	 * @return the pause, or {@code null} if it is absent, a date or absurd
	 */
	@Nullable Duration retryAfter() {
		String seconds = headers().getFirst(HttpHeaders.RETRY_AFTER);
		if (seconds == null || seconds.isEmpty() || seconds.length() > 8
				|| !seconds.chars().allMatch((character) -> character >= '0' && character <= '9')) {
			return null;
		}
		return Duration.ofSeconds(Long.parseLong(seconds));
	}

	/**
	 * Return how far ahead of the answer's own date an instant of the server's clock is.
	 * @param instant the instant
	 * @return the time, not negative, or {@code null} if the answer has no date
	 */
	@Nullable Duration timeUntil(Instant instant) {
		String date = headers().getFirst(HttpHeaders.DATE);
		if (date == null) {
			return null;
		}
		try {
			Duration time = Duration.between(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from), instant);
			return time.isNegative() ? Duration.ZERO : time;
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

}
