package io.octostore.embedded;

/**
 * A request that HTTP and its data formats refuse, before any rule of the server is
 * asked. It carries no stack trace: it is an answer, not a failure.
 */
final class HttpProblem extends RuntimeException {

	private final int status;

	private final String allow;

	private HttpProblem(int status, String allow) {
		super("HTTP status " + status, null, false, false);
		this.status = status;
		this.allow = allow;
	}

	static HttpProblem malformedBody() {
		return new HttpProblem(400, "");
	}

	static HttpProblem malformedPath() {
		return new HttpProblem(400, "");
	}

	static HttpProblem malformedQuery() {
		return new HttpProblem(400, "");
	}

	static HttpProblem noSuchPath() {
		return new HttpProblem(404, "");
	}

	static HttpProblem wrongMethod(String allow) {
		return new HttpProblem(405, allow);
	}

	static HttpProblem tooLarge() {
		return new HttpProblem(413, "");
	}

	static HttpProblem notJson() {
		return new HttpProblem(415, "");
	}

	static HttpProblem wrongShape() {
		return new HttpProblem(422, "");
	}

	int status() {
		return this.status;
	}

	/**
	 * The methods that the path knows; empty if that is not the problem.
	 */
	String allow() {
		return this.allow;
	}

}
