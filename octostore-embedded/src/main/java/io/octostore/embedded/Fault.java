package io.octostore.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong with one request. Delays are in real time, also when the
 * server's own time is controlled. Immutable.
 *
 * @since 0.1.0
 * @see Faults
 */
public final class Fault {

	private final Kind kind;

	private final Duration duration;

	private final @Nullable Function<ErrorAnswers, Answer> answer;

	private Fault(Kind kind, Duration duration, @Nullable Function<ErrorAnswers, Answer> answer) {
		this.kind = kind;
		this.duration = duration;
		this.answer = answer;
	}

	/**
	 * The request is lost: it has no effect, and the connection is closed without an
	 * answer.
	 * @return the fault
	 */
	public static Fault dropRequest() {
		return new Fault(Kind.DROP_REQUEST, Duration.ZERO, null);
	}

	/**
	 * The request takes effect, then the connection is closed without an answer.
	 * @return the fault
	 */
	public static Fault dropAnswerAfterApplying() {
		return new Fault(Kind.DROP_ANSWER, Duration.ZERO, null);
	}

	/**
	 * The request is lost without a trace: it has no effect, there is no answer, and the
	 * connection stays open.
	 * @return the fault
	 */
	public static Fault ignoreRequest() {
		return new Fault(Kind.IGNORE_REQUEST, Duration.ZERO, null);
	}

	/**
	 * The request takes effect, there is no answer, and the connection stays open.
	 * @return the fault
	 */
	public static Fault withholdAnswerAfterApplying() {
		return new Fault(Kind.WITHHOLD_ANSWER, Duration.ZERO, null);
	}

	/**
	 * The request takes effect later.
	 * @param delay how much later; not negative
	 * @return the fault
	 */
	public static Fault delayRequest(Duration delay) {
		return new Fault(Kind.DELAY_REQUEST, notNegative(delay), null);
	}

	/**
	 * The request takes effect at once, the answer comes later.
	 * @param delay how much later; not negative
	 * @return the fault
	 */
	public static Fault delayAnswer(Duration delay) {
		return new Fault(Kind.DELAY_ANSWER, notNegative(delay), null);
	}

	/**
	 * The request has no effect, and the connection is reset.
	 * @return the fault
	 */
	public static Fault reset() {
		return new Fault(Kind.RESET_REQUEST, Duration.ZERO, null);
	}

	/**
	 * The request takes effect, then the connection is reset.
	 * @return the fault
	 */
	public static Fault resetAfterApplying() {
		return new Fault(Kind.RESET_ANSWER, Duration.ZERO, null);
	}

	/**
	 * The request takes effect and the headers of the answer come at once, the body comes
	 * later.
	 * @param delay how much later; not negative
	 * @return the fault
	 */
	public static Fault delayBody(Duration delay) {
		return new Fault(Kind.DELAY_BODY, notNegative(delay), null);
	}

	/**
	 * The request takes effect and the body of the answer comes byte by byte.
	 * @param interval the time between two bytes; not negative
	 * @return the fault
	 */
	public static Fault trickle(Duration interval) {
		return new Fault(Kind.TRICKLE, notNegative(interval), null);
	}

	/**
	 * The request takes effect, and the connection is closed after half of the body.
	 * @return the fault
	 */
	public static Fault truncateBody() {
		return new Fault(Kind.TRUNCATE, Duration.ZERO, null);
	}

	/**
	 * The request is not looked at; the answer has this status and an error body as the
	 * server would write it. Status 409 (capacity exceeded) and 429 (rate limited) come
	 * with {@code Retry-After: 1}.
	 * @param status the HTTP status, 400 to 599
	 * @return the fault
	 */
	public static Fault status(int status) {
		return status(status, Duration.ofSeconds((status == 409 || status == 429) ? 1 : 0));
	}

	/**
	 * The request is not looked at; the answer has this status, an error body as the
	 * server would write it, and a {@code Retry-After} header.
	 * @param status the HTTP status, 400 to 599
	 * @param retryAfter the value of the header, in whole seconds; none if zero
	 * @return the fault
	 */
	public static Fault status(int status, Duration retryAfter) {
		if (status < 400 || status > 599) {
			throw new IllegalArgumentException("status must be 400 to 599, but is " + status);
		}
		long seconds = notNegative(retryAfter).toSeconds();
		return new Fault(Kind.ANSWER, Duration.ZERO, (errors) -> errors.forStatus(status, seconds));
	}

	/**
	 * The request is not looked at; the answer is this one, as a proxy might give it.
	 * @param status the HTTP status, 200 to 599
	 * @param contentType the value of the {@code Content-Type} header
	 * @param body the body, encoded as UTF-8
	 * @return the fault
	 */
	public static Fault answer(int status, String contentType, String body) {
		if (status < 200 || status > 599) {
			throw new IllegalArgumentException("status must be 200 to 599, but is " + status);
		}
		Objects.requireNonNull(contentType, "contentType must not be null");
		Objects.requireNonNull(body, "body must not be null");
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		return new Fault(Kind.ANSWER, Duration.ZERO, (errors) -> Answer.of(status, contentType, bytes));
	}

	private static Duration notNegative(Duration duration) {
		Objects.requireNonNull(duration, "duration must not be null");
		if (duration.isNegative()) {
			throw new IllegalArgumentException("duration must not be negative, but is " + duration);
		}
		return duration;
	}

	Kind kind() {
		return this.kind;
	}

	Duration duration() {
		return this.duration;
	}

	Answer answer(ErrorAnswers errors) {
		return Objects.requireNonNull(this.answer, "only a fault of kind ANSWER has an answer").apply(errors);
	}

	/**
	 * The kind of the fault and its delay.
	 */
	@Override
	public String toString() {
		return "Fault[" + this.kind + (this.duration.isZero() ? "" : " " + this.duration) + "]";
	}

	enum Kind {

		DROP_REQUEST, RESET_REQUEST, IGNORE_REQUEST, DELAY_REQUEST, ANSWER, DROP_ANSWER, RESET_ANSWER, WITHHOLD_ANSWER,
		DELAY_ANSWER, DELAY_BODY, TRICKLE, TRUNCATE

	}

}
