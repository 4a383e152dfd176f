package io.octostore.client;

import java.net.URI;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreServerException;
import io.octostore.client.http.Route;
import io.octostore.client.http.WireRequest;

/**
 * One call of the API, ready to be sent any number of times: what to send, and how to
 * understand the answer.
 *
 * @param <T> type of the result
 */
final class Operation<T> {

	private final Endpoint endpoint;

	private final Target target;

	private final byte @Nullable [] body;

	private final boolean repeatable;

	private final boolean proofNeeded;

	private final Decoder<? extends T> decoder;

	private final @Nullable T resultIfGone;

	private final Predicate<OctoStoreServerException> gone;

	private Operation(Endpoint endpoint, Target target, byte @Nullable [] body, boolean repeatable, boolean proofNeeded,
			Decoder<? extends T> decoder, @Nullable T resultIfGone, Predicate<OctoStoreServerException> gone) {
		this.endpoint = endpoint;
		this.target = target;
		this.body = body;
		this.repeatable = repeatable;
		this.proofNeeded = proofNeeded;
		this.decoder = decoder;
		this.resultIfGone = resultIfGone;
		this.gone = gone;
	}

	/**
	 * Create an operation.
	 * @param <T> type of the result
	 * @param endpoint the endpoint
	 * @param target where the request goes
	 * @param body the body, or {@code null} for none
	 * @param decoder turns an answer of any status into the result, or throws
	 * @return the operation
	 */
	static <T> Operation<T> of(Endpoint endpoint, Target target, byte @Nullable [] body, Decoder<? extends T> decoder) {
		return new Operation<>(endpoint, target, body, endpoint.isRepeatable(), false, decoder, null,
				(failure) -> false);
	}

	/**
	 * Return a copy for a call that its arguments make safe to repeat.
	 * @return the copy
	 */
	Operation<T> repeatable() {
		return new Operation<>(this.endpoint, this.target, this.body, true, this.proofNeeded, this.decoder,
				this.resultIfGone, this.gone);
	}

	/**
	 * Return a copy for a call that servers older than v0.14.0 would misunderstand, so
	 * that it must not be sent before the server has shown its age.
	 * @return the copy
	 */
	Operation<T> needingProof() {
		return new Operation<>(this.endpoint, this.target, this.body, this.repeatable, true, this.decoder,
				this.resultIfGone, this.gone);
	}

	/**
	 * Return a copy for a call that ends something: after an attempt with unknown
	 * outcome, a repeat that finds it gone has succeeded.
	 * @param result the result then
	 * @param gone tells whether a failure says that it is gone
	 * @return the copy
	 */
	Operation<T> ending(T result, Predicate<OctoStoreServerException> gone) {
		return new Operation<>(this.endpoint, this.target, this.body, this.repeatable, this.proofNeeded, this.decoder,
				result, gone);
	}

	Endpoint endpoint() {
		return this.endpoint;
	}

	/**
	 * Return the request to send.
	 * @param credential the header that says who asks, or {@code null} for none
	 * @return the request
	 */
	WireRequest request(WireRequest.@Nullable Credential credential) {
		return new WireRequest(this.target.route(), this.target.uri(), this.body, this.target.maxResponseSize(),
				this.repeatable, credential);
	}

	/**
	 * Return what the call is about, as messages begin.
	 * @return the subject, without secrets
	 */
	String subject() {
		String kind = this.endpoint.isAboutElection() ? " of election '" : " of lock '";
		String name = this.target.name();
		return (name != null) ? this.endpoint.title() + kind + name + "'" : this.endpoint.title();
	}

	/**
	 * Return the address of the server, as it may be shown.
	 * @return the address, without secrets
	 */
	String server() {
		return this.target.server();
	}

	/**
	 * Return the lock or election that the call is about.
	 * @return the name, {@code null} if it is about none
	 */
	@Nullable String name() {
		return this.target.name();
	}

	boolean isRepeatable() {
		return this.repeatable;
	}

	boolean needsProof() {
		return this.proofNeeded;
	}

	int maxResponseSize() {
		return this.target.maxResponseSize();
	}

	T decode(Answer answer) {
		return this.decoder.decode(this, answer);
	}

	/**
	 * Return the result if a failure after an attempt with unknown outcome proves
	 * success.
	 * @param failure the failure of the repeat
	 * @return the result, or {@code null} if the failure remains one
	 */
	@Nullable T resultIfGone(Throwable failure) {
		return (failure instanceof OctoStoreServerException answer && this.gone.test(answer)) ? this.resultIfGone
				: null;
	}

	/**
	 * Where a request goes.
	 *
	 * @param server the address of the server, as it may be shown
	 * @param route what all requests to the endpoint have in common
	 * @param uri the address, which may hold a session id
	 * @param name the lock or election that the call is about, or {@code null}
	 * @param maxResponseSize largest answer in bytes
	 */
	record Target(String server, Route route, URI uri, @Nullable String name, int maxResponseSize) {

		@Override
		public String toString() {
			return "Target[" + this.route.shownUri() + "]";
		}

	}

	/**
	 * Turns an answer of any status into a result.
	 *
	 * @param <T> type of the result
	 */
	@FunctionalInterface
	interface Decoder<T> {

		/**
		 * Decode an answer.
		 * @param operation the operation that was answered
		 * @param answer the answer
		 * @return the result
		 */
		T decode(Operation<?> operation, Answer answer);

	}

}
