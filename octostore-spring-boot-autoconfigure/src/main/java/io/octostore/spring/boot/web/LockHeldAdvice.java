package io.octostore.spring.boot.web;

import java.time.Duration;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

import io.octostore.LockHeldException;

/**
 * Answers a web request whose lock is held with a {@link ProblemDetail} and the header
 * {@code Retry-After}, in place of an internal error. Says neither which lock it is nor
 * who holds it. An application's own handler of {@link LockHeldException} comes first.
 *
 * @since 0.1.0
 */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
public final class LockHeldAdvice {

	private final HttpStatusCode status;

	/**
	 * Create an advice.
	 * @param status status of the answer, such as 409 or 423
	 */
	public LockHeldAdvice(HttpStatusCode status) {
		this.status = status;
	}

	/**
	 * Answer a request.
	 * @param held why the lock was not acquired
	 * @return the answer
	 */
	@ExceptionHandler
	public ResponseEntity<ProblemDetail> handle(LockHeldException held) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(this.status,
				"The same thing is being done already. Try again later.");
		problem.setTitle("Already in progress");
		return ResponseEntity.status(this.status)
			.header(HttpHeaders.RETRY_AFTER, String.valueOf(seconds(held)))
			.body(problem);
	}

	private static long seconds(LockHeldException held) {
		long millis = held.retryAfter().orElse(Duration.ZERO).toMillis();
		return Math.max(1, (millis + 999) / 1000);
	}

}
