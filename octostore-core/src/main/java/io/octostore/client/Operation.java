package io.octostore.client;

import java.net.URI;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreServerException;

/**
 * One call of the API, ready to be sent any number of times: what to send, and how to
 * understand the answer.
 *
 * @param <T> type of the result
 */
final class Operation<T> {

	private static final Pattern SESSION_ID = Pattern.compile("/sessions/[0-9a-f-]{36}");

	private final Endpoint endpoint;

	private final URI uri;

	private final byte @Nullable [] body;

	private final @Nullable String name;

	private final boolean repeatable;

	private final boolean proofNeeded;

	private final int maxResponseSize;

	private final Decoder<? extends T> decoder;

	private final @Nullable T resultIfGone;

	private final Predicate<OctoStoreServerException> gone;

	private Operation(Endpoint endpoint, URI uri, byte @Nullable [] body, @Nullable String name, boolean repeatable,
			boolean proofNeeded, int maxResponseSize, Decoder<? extends T> decoder, @Nullable T resultIfGone,
			Predicate<OctoStoreServerException> gone) {
		this.endpoint = endpoint;
		this.uri = uri;
		this.body = body;
		this.name = name;
		this.repeatable = repeatable;
		this.proofNeeded = proofNeeded;
		this.maxResponseSize = maxResponseSize;
		this.decoder = decoder;
		this.resultIfGone = resultIfGone;
		this.gone = gone;
	}

	/**
	 * Create an operation.
	 * @param <T> type of the result
	 * @param endpoint the endpoint
	 * @param uri the address, which may hold a session id
	 * @param body the body, or {@code null} for none
	 * @param name the lock or election that the call is about, or {@code null}
	 * @param maxResponseSize largest answer in bytes
	 * @param decoder turns an answer of any status into the result, or throws
	 * @return the operation
	 */
	static <T> Operation<T> of(Endpoint endpoint, URI uri, byte @Nullable [] body, @Nullable String name,
			int maxResponseSize, Decoder<? extends T> decoder) {
		return new Operation<>(endpoint, uri, body, name, endpoint.isRepeatable(), false, maxResponseSize, decoder,
				null, (failure) -> false);
	}

	/**
	 * Return a copy for a call that its arguments make safe to repeat.
	 * @return the copy
	 */
	Operation<T> repeatable() {
		return new Operation<>(this.endpoint, this.uri, this.body, this.name, true, this.proofNeeded,
				this.maxResponseSize, this.decoder, this.resultIfGone, this.gone);
	}

	/**
	 * Return a copy for a call that servers older than v0.14.0 would misunderstand, so
	 * that it must not be sent before the server has shown its age.
	 * @return the copy
	 */
	Operation<T> needingProof() {
		return new Operation<>(this.endpoint, this.uri, this.body, this.name, this.repeatable, true,
				this.maxResponseSize, this.decoder, this.resultIfGone, this.gone);
	}

	/**
	 * Return a copy for a call that ends something: after an attempt with unknown
	 * outcome, a repeat that finds it gone has succeeded.
	 * @param result the result then
	 * @param gone tells whether a failure says that it is gone
	 * @return the copy
	 */
	Operation<T> ending(T result, Predicate<OctoStoreServerException> gone) {
		return new Operation<>(this.endpoint, this.uri, this.body, this.name, this.repeatable, this.proofNeeded,
				this.maxResponseSize, this.decoder, result, gone);
	}

	Endpoint endpoint() {
		return this.endpoint;
	}

	URI uri() {
		return this.uri;
	}

	/**
	 * Return the address as it may be shown: without session id.
	 * @return the address, with the same scheme, host and port
	 */
	URI redactedUri() {
		return this.endpoint.isAboutSession()
				? URI.create(SESSION_ID.matcher(this.uri.toString()).replaceAll("/sessions/-")) : this.uri;
	}

	byte @Nullable [] body() {
		return this.body;
	}

	@Nullable String name() {
		return this.name;
	}

	/**
	 * Return what the call is about, as messages begin.
	 * @return the subject, without secrets
	 */
	String subject() {
		String kind = this.endpoint.isAboutElection() ? " of election '" : " of lock '";
		return (this.name != null) ? this.endpoint.title() + kind + this.name + "'" : this.endpoint.title();
	}

	boolean isRepeatable() {
		return this.repeatable;
	}

	boolean needsProof() {
		return this.proofNeeded;
	}

	int maxResponseSize() {
		return this.maxResponseSize;
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
