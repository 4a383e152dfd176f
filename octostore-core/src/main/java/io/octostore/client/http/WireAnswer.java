package io.octostore.client.http;

import org.springframework.http.HttpHeaders;

/**
 * A complete answer.
 * <p>
 * {@code toString} shows the status only.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param body the whole body, empty if there is none
 * @param repeated whether the request was sent twice, so that the answer may show what
 * the other request has done
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record WireAnswer(int status, HttpHeaders headers, byte[] body, boolean repeated) {

	WireAnswer(int status, HttpHeaders headers, byte[] body) {
		this(status, headers, body, false);
	}

	WireAnswer afterRepeat() {
		return new WireAnswer(this.status, this.headers, this.body, true);
	}

	@Override
	public String toString() {
		return "WireAnswer[" + this.status + "]";
	}

}
