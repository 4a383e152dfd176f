package io.octostore.client.http;

import java.net.URI;

import org.jspecify.annotations.Nullable;

/**
 * A request.
 * <p>
 * {@code toString} shows neither the address nor the credentials.
 *
 * @param route where it goes
 * @param uri the real address, which may hold a secret
 * @param body the JSON body, or {@code null} for none
 * @param maxAnswerSize largest answer in bytes
 * @param repeatable whether a second request does no harm if the first one was carried
 * out, so that another connection may be tried
 * @param credential the header that says who asks, or {@code null}
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record WireRequest(Route route, URI uri, byte @Nullable [] body, int maxAnswerSize, boolean repeatable,
		@Nullable Credential credential) {

	@Override
	public String toString() {
		return "WireRequest[" + this.route.method() + " " + this.route.shownUri() + "]";
	}

	/**
	 * A header whose value nothing may show.
	 *
	 * @param name name of the header
	 * @param value the secret
	 */
	public record Credential(String name, String value) {

		@Override
		public String toString() {
			return "Credential[" + this.name + "]";
		}

	}

}
