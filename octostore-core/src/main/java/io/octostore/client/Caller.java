package io.octostore.client;

import java.time.Duration;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.ErrorCode;
import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.OctoStoreValidationException;
import io.octostore.UnsupportedServerException;
import io.octostore.client.http.Wire;
import io.octostore.client.http.WireAnswer;
import io.octostore.client.http.WireRequest;

/**
 * Makes single attempts of calls: sends, decodes, and recovers from tokens that were
 * replaced under a request.
 */
final class Caller {

	private final Operations operations;

	private final Wire wire;

	private final ServerEvidence evidence;

	private final @Nullable Credentials credentials;

	private final @Nullable AdminKey adminKey;

	private final boolean freshConnections;

	Caller(Operations operations, Wire wire, @Nullable Credentials credentials, @Nullable AdminKey adminKey) {
		this(operations, wire, new ServerEvidence(), credentials, adminKey, false);
	}

	private Caller(Operations operations, Wire wire, ServerEvidence evidence, @Nullable Credentials credentials,
			@Nullable AdminKey adminKey, boolean freshConnections) {
		this.operations = operations;
		this.wire = wire;
		this.evidence = evidence;
		this.credentials = credentials;
		this.adminKey = adminKey;
		this.freshConnections = freshConnections;
	}

	Operations operations() {
		return this.operations;
	}

	Wire wire() {
		return this.wire;
	}

	@Nullable Credentials credentials() {
		return this.credentials;
	}

	Caller withoutCredentials() {
		return new Caller(this.operations, this.wire, this.evidence, null, null, this.freshConnections);
	}

	Caller withCredentials(Credentials other) {
		return new Caller(this.operations, this.wire, this.evidence, other, this.adminKey, this.freshConnections);
	}

	Caller withFreshConnections() {
		return new Caller(this.operations, this.wire, this.evidence, this.credentials, this.adminKey, true);
	}

	/**
	 * Refuse a call that needs a token or the admin key if there is none.
	 * @param <T> type of the operation's result
	 * @param operation what is to be done
	 * @return the operation
	 */
	<T> Operation<T> authorize(Operation<T> operation) {
		Endpoint.Credential needed = operation.endpoint().credential();
		if (needed == Endpoint.Credential.TOKEN && this.credentials == null) {
			throw new OctoStoreValidationException(
					operation.subject() + " needs a token, but this client was built without one");
		}
		if (needed == Endpoint.Credential.ADMIN_KEY && this.adminKey == null) {
			throw new OctoStoreValidationException(operation.subject()
					+ " needs the admin key, but this client was built without one: set adminKey (octostore.admin-key)");
		}
		return operation;
	}

	/**
	 * Open a stream of events, once per subscription.
	 * @param <T> type of the events
	 * @param operation the watch
	 * @param reader makes an event of a frame, or {@code null} of one without meaning
	 * @param timeoutNanos until when the answer must have begun
	 * @return the events; fails with an {@link OctoStoreException}
	 */
	<T> Flux<T> watch(Operation<Object> operation, Function<JsonObject, @Nullable T> reader, long timeoutNanos) {
		return Flux.defer(() -> {
			Call<Object> call = new Call<>(operation, this.wire.deadlines().now() + timeoutNanos, RetrySettings.none());
			return this.wire.events(operation.request(header(operation, token(operation))), call.deadline())
				.open((answer) -> Refusals.noStream(operation, new Answer(answer, this.evidence)))
				.<T>handle((data, sink) -> {
					T event = Frames.read(data, reader);
					if (event != null) {
						sink.next(event);
					}
				})
				.onErrorMap((failure) -> Failures.of(failure, operation))
				.onErrorResume(OctoStoreProtocolException.class, (problem) -> explainByAge(call, problem));
		});
	}

	/**
	 * Require a server whose watches begin with a snapshot. Seldom a request: most
	 * answers tell the age.
	 * @param operation the watch
	 * @param timeout limit
	 * @return completes if it is one; fails otherwise, or if that is not known
	 */
	Mono<Void> requireSnapshots(Operation<?> operation, Duration timeout) {
		return Mono.defer(() -> {
			if (this.evidence.age() == ServerEvidence.Age.CURRENT) {
				return Mono.empty();
			}
			Call<?> call = new Call<>(operation, this.wire.deadlines().now() + timeout.toNanos(), RetrySettings.none());
			return age(call).flatMap((found) -> switch (found) {
				case CURRENT -> Mono.empty();
				case OLD -> Mono.error(Refusals.withoutSnapshots(operation));
				case UNKNOWN -> Mono.error(Refusals.ageUnknown(operation));
			});
		});
	}

	/**
	 * A page in the place of a stream may come from a server that is too old to have it.
	 */
	private <T> Mono<T> explainByAge(Call<?> call, OctoStoreProtocolException problem) {
		if (!isAgeWanted(call, problem)) {
			return Mono.error(problem);
		}
		return age(call).onErrorReturn(ServerEvidence.Age.UNKNOWN)
			.flatMap((age) -> Mono
				.error((age == ServerEvidence.Age.OLD) ? Refusals.missing(call.operation()) : problem));
	}

	private @Nullable BearerToken token(Operation<?> operation) {
		boolean needed = operation.endpoint().credential() == Endpoint.Credential.TOKEN;
		return (needed && this.credentials != null) ? this.credentials.token() : null;
	}

	private WireRequest.@Nullable Credential header(Operation<?> operation, @Nullable BearerToken token) {
		if (operation.endpoint().credential() == Endpoint.Credential.ADMIN_KEY && this.adminKey != null) {
			return this.adminKey.header();
		}
		return (token != null) ? token.header() : null;
	}

	/**
	 * Make one attempt.
	 * @param <T> type of the result
	 * @param call the call
	 * @return the result; fails with an {@link OctoStoreException}
	 */
	<T> Mono<T> attempt(Call<T> call) {
		call.beginAttempt();
		if (call.operation().needsProof() && this.evidence.age() != ServerEvidence.Age.CURRENT) {
			return exchangeOnceProven(call);
		}
		return exchange(call);
	}

	/**
	 * Ask the server for its age first. Seldom needed: most answers tell it.
	 * @param <T> type of the result
	 * @param call the call
	 * @return the result; fails with {@link UnsupportedServerException} if the server is
	 * too old
	 */
	private <T> Mono<T> exchangeOnceProven(Call<T> call) {
		Mono<ServerEvidence.Age> age = age(call)
			.onErrorMap(OctoStoreNetworkException.class, (failure) -> notSentFor(call.operation(), failure))
			.onErrorMap(OctoStoreProtocolException.class, (failure) -> OctoStoreNetworkException
				.notSent(call.operation().subject() + " was not sent. " + failure.getMessage(), failure));
		return age.flatMap((found) -> switch (found) {
			case CURRENT -> exchange(call);
			case OLD -> Mono.error(Refusals.tooOld(call.operation(), " was not sent:"));
			case UNKNOWN -> Mono.error(Refusals.ageUnknown(call.operation()));
		});
	}

	/**
	 * Find out how old the server is, by one request or two.
	 */
	private Mono<ServerEvidence.Age> age(Call<?> call) {
		Caller asking = (call.operation().endpoint().credential() == Endpoint.Credential.TOKEN) ? this
				: withoutCredentials();
		return asking.exchange(call.with(this.operations.age()))
			.flatMap((age) -> (age != ServerEvidence.Age.UNKNOWN) ? Mono.just(age)
					: asking.exchange(call.with(this.operations.ageByList())))
			.doOnNext(this.evidence::learn);
	}

	private static OctoStoreNetworkException notSentFor(Operation<?> operation, OctoStoreNetworkException failure) {
		OctoStoreNetworkException notSent = OctoStoreNetworkException
			.notSent(operation.subject() + " was not sent. " + failure.getMessage(), failure);
		return failure.isTimeout() ? notSent.asTimeout() : notSent;
	}

	private <T> Mono<T> exchange(Call<T> call) {
		Operation<T> operation = call.operation();
		BearerToken token = token(operation);
		return this.wire
			.exchange(operation.request(header(operation, token)), call.manner(this.freshConnections), call.deadline())
			.map((answer) -> decode(call, answer))
			.onErrorResume((failure) -> recover(call, token, Failures.of(failure, operation)));
	}

	private <T> T decode(Call<T> call, WireAnswer received) {
		if (received.repeated()) {
			call.noteUnknownOutcome();
		}
		call.noteAnswer(received);
		Answer answer = new Answer(received, this.evidence);
		this.evidence.note(answer);
		return call.operation().decode(answer);
	}

	private <T> Mono<T> recover(Call<T> call, @Nullable BearerToken token, OctoStoreException problem) {
		if (problem instanceof UnsupportedServerException) {
			this.evidence.noteOld();
		}
		if (isSessionNotFound(problem)) {
			// Requests may reach different servers under one name
			this.wire.replaceConnections();
		}
		WireAnswer received = call.lastAnswer();
		if (received != null && isAgeWanted(call, problem)) {
			return judgeByAge(call, received, problem);
		}
		T result = call.settle(problem);
		if (result != null) {
			return Mono.just(result);
		}
		if (token != null && isUnknownToken(problem) && !isRotation(call)) {
			return repeatWithNewToken(call, token, problem);
		}
		if (problem instanceof OctoStoreAuthenticationException refusal && mayBeOutsideOfNamespace(call, refusal)) {
			return explainByNamespace(call, refusal);
		}
		return Mono.error(problem);
	}

	private static boolean mayBeOutsideOfNamespace(Call<?> call, OctoStoreAuthenticationException refusal) {
		return refusal.isProof() && refusal.code() == ErrorCode.FORBIDDEN
				&& call.operation().endpoint().dependsOnNamespace();
	}

	/**
	 * Ask for the namespace of the user, to say so if the lock is outside of it. The
	 * answer is remembered.
	 */
	private <T> Mono<T> explainByNamespace(Call<T> call, OctoStoreAuthenticationException refusal) {
		Credentials user = this.credentials;
		if (user == null) {
			return Mono.error(refusal);
		}
		String known = user.namePrefix();
		Mono<String> prefix = (known != null) ? Mono.just(known)
				: exchange(call.with(this.operations.list(null))).map((list) -> list.prefix().orElse(""))
					.doOnNext(user::learnNamePrefix)
					.onErrorReturn("");
		return prefix.flatMap((found) -> Mono.error(Refusals.explainedByNamespace(call.operation(), refusal, found)));
	}

	/**
	 * Say whether an answer that seems to be foreign may be that of a server whose age is
	 * not known yet.
	 */
	private boolean isAgeWanted(Call<?> call, OctoStoreException problem) {
		return this.evidence.age() != ServerEvidence.Age.CURRENT && call.operation().endpoint().dependsOnAge()
				&& problem instanceof OctoStoreProtocolException answer && answer.isForeign();
	}

	private <T> Mono<T> judgeByAge(Call<T> call, WireAnswer received, OctoStoreException problem) {
		return age(call).onErrorReturn(ServerEvidence.Age.UNKNOWN)
			.flatMap((age) -> (age != ServerEvidence.Age.UNKNOWN) ? judgedAgain(call, received) : Mono.error(problem))
			.onErrorResume((failure) -> settled(call, Failures.of(failure, call.operation())));
	}

	private <T> Mono<T> judgedAgain(Call<T> call, WireAnswer received) {
		return Mono.fromSupplier(() -> decode(call, received))
			.onErrorMap(OctoStoreProtocolException.class,
					(failure) -> (failure.isForeign() && this.evidence.age() == ServerEvidence.Age.OLD)
							? Refusals.missing(call.operation()) : failure);
	}

	private static <T> Mono<T> settled(Call<T> call, OctoStoreException problem) {
		T result = call.settle(problem);
		return (result != null) ? Mono.just(result) : Mono.error(problem);
	}

	private static boolean isSessionNotFound(OctoStoreException problem) {
		return problem instanceof OctoStoreServerException refusal && refusal.isProof()
				&& refusal.code() == ErrorCode.NOT_FOUND;
	}

	/**
	 * Say whether a call is the rotation itself, during which no other call replaces the
	 * token, and which would wait for its own end.
	 * @param call the call
	 * @return whether it is
	 */
	private static boolean isRotation(Call<?> call) {
		return call.operation().endpoint() == Endpoint.ROTATE;
	}

	private static boolean isUnknownToken(OctoStoreException problem) {
		return problem instanceof OctoStoreAuthenticationException refusal && refusal.statusCode() == 401;
	}

	private <T> Mono<T> repeatWithNewToken(Call<T> call, BearerToken refused, OctoStoreException problem) {
		if (this.credentials == null) {
			return Mono.error(problem);
		}
		return this.credentials.isReplaced(refused)
			.timeout(this.wire.deadlines().at(call.deadline()), Mono.just(false))
			.flatMap((replaced) -> (replaced && call.beginRepeatForNewToken()) ? exchange(call) : Mono.error(problem));
	}

}
