package io.octostore.spring.boot.autoconfigure.web;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

import io.octostore.NotLeaderException;

/**
 * Answers a web request that needs the leader, on an instance that does not lead, with a
 * {@link ProblemDetail} and the header {@code Retry-After}, in place of an internal
 * error. Does not say which election it is. An application's own handler of
 * {@link NotLeaderException} comes first.
 */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class NotLeaderAdvice {

	/**
	 * Answer a request.
	 * @param notLeader why the request was not served
	 * @return the answer
	 * @throws NotLeaderException the same one if the leadership was lost while the
	 * request was served: its work may be done, so nothing must invite the client to
	 * repeat it
	 */
	@ExceptionHandler
	ResponseEntity<ProblemDetail> handle(NotLeaderException notLeader) {
		if (notLeader.loss().isPresent()) {
			throw notLeader;
		}
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE,
				"Only the leading instance serves this request. Try again later.");
		problem.setTitle("Not the leader");
		return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).header(HttpHeaders.RETRY_AFTER, "1").body(problem);
	}

}
