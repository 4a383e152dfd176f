package io.octostore.etcd;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.client.http.Wire;
import io.octostore.client.http.WireAnswer;
import io.octostore.client.http.WireException;
import io.octostore.client.http.WireRequest;
import io.octostore.etcd.EtcdFailure.Kind;

/**
 * Brings calls to one endpoint after the other until one answers: a client that stays
 * with a member which has stopped waits for nothing. Proves the release of each member
 * before it is used, and gets a token where there is a user.
 */
final class Cluster {

	private static final int MAX_ANSWER = 1024 * 1024;

	private static final long PAUSE = Duration.ofMillis(100).toNanos();

	/** Requests that fit into one call at least. */
	private static final int PARTS = 3;

	private static final Wire.Manner POOLED = new Wire.Manner(false, true, false);

	private static final Wire.Manner FRESH = new Wire.Manner(true, false, false);

	private final Wire wire;

	private final Endpoints endpoints;

	private final Tokens tokens;

	private final long endpointTimeout;

	Cluster(Wire wire, Endpoints endpoints, Tokens tokens, Duration endpointTimeout) {
		this.wire = wire;
		this.endpoints = endpoints;
		this.tokens = tokens;
		this.endpointTimeout = endpointTimeout.toNanos();
	}

	/**
	 * The end of a call that begins now.
	 */
	Limits limits(Duration timeout, boolean fresh) {
		return new Limits(this.wire.deadlines().now() + timeout.toNanos(),
				Math.min(this.endpointTimeout, timeout.toNanos() / PARTS), fresh);
	}

	/**
	 * Make a call.
	 * @return the answer of a success; fails with an {@link EtcdFailure}
	 */
	Mono<Reply> send(Call call, Limits limits) {
		return Mono
			.defer(() -> next(new Trial(call, limits.deadline(), limits.slice(), this.endpoints, limits.fresh())));
	}

	private Mono<Reply> next(Trial trial) {
		long now = this.wire.deadlines().now();
		if (trial.deadline() - now <= 0) {
			return Mono.error(trial.failure());
		}
		Endpoint endpoint = this.endpoints.current();
		long until = trial.until(now);
		return prepared(endpoint, trial, until).then(Mono.defer(() -> exchange(endpoint, trial, until)))
			.onErrorResume(EtcdFailure.class, (failure) -> failed(endpoint, trial, failure));
	}

	private Mono<Reply> failed(Endpoint endpoint, Trial trial, EtcdFailure failure) {
		if (!trial.failed(failure)) {
			return Mono.error(trial.failure());
		}
		if (failure.isTemporary()) {
			this.endpoints.leave(endpoint);
		}
		if (trial.failures() == 0 || trial.failures() % this.endpoints.size() != 0) {
			return next(trial);
		}
		// All of them have failed: give them a moment
		long resume = this.wire.deadlines().now() + PAUSE;
		if (trial.deadline() - resume <= 0) {
			return Mono.error(trial.failure());
		}
		return this.wire.deadlines().at(resume).then(Mono.defer(() -> next(trial)));
	}

	private Mono<Void> prepared(Endpoint endpoint, Trial trial, long until) {
		Mono<Void> proof = (endpoint.version() != null) ? Mono.empty() : prove(endpoint, trial, until);
		return this.tokens.isMissing() ? proof.then(Mono.defer(() -> authenticate(endpoint, trial, until))) : proof;
	}

	private Mono<Void> prove(Endpoint endpoint, Trial trial, long until) {
		Call question = new Call(Operation.VERSION, trial.call().subject(), new byte[0]);
		return request(endpoint, question, trial.isFresh(), until, null)
			.map((answer) -> Refusals.read(question, endpoint.toString(), answer))
			.<Version>handle((json, sink) -> {
				Version version = Version.parse(json.path("etcdserver").asString(""));
				if (version == null) {
					sink.error(Refusals.foreign(question, endpoint.toString(), 200));
				}
				else if (!version.isSupported()) {
					sink.error(new EtcdFailure(Kind.FINAL, version.refusal(endpoint.toString()), false));
				}
				else {
					endpoint.isOf(version);
				}
			})
			.onErrorMap(EtcdFailure.class, Cluster::withoutEffect)
			.then();
	}

	private Mono<Void> authenticate(Endpoint endpoint, Trial trial, long until) {
		Call question = this.tokens.request();
		return request(endpoint, question, trial.isFresh(), until, null)
			.map((answer) -> Refusals.read(question, endpoint.toString(), answer))
			.doOnNext((json) -> this.tokens.received(new Reply(json, false)))
			.onErrorMap(EtcdFailure.class, Cluster::withoutEffect)
			.then()
			.onErrorResume((failure) -> failure instanceof EtcdFailure known && known.kind() == Kind.NO_AUTHENTICATION,
					(failure) -> {
						this.tokens.switchedOff();
						return Mono.empty();
					});
	}

	/**
	 * The call itself was not sent.
	 */
	private static EtcdFailure withoutEffect(EtcdFailure failure) {
		return new EtcdFailure(failure.kind(), failure.error(), false);
	}

	private Mono<Reply> exchange(Endpoint endpoint, Trial trial, long until) {
		WireRequest.Credential token = this.tokens.current();
		Call call = trial.call();
		return request(endpoint, call, trial.isFresh(), until, token).map((answer) -> genuine(endpoint, trial, answer))
			.doOnError(EtcdFailure.class, (failure) -> {
				if (failure.kind() == Kind.TOKEN || failure.kind() == Kind.NO_USER) {
					this.tokens.refused(token);
				}
			});
	}

	private Reply genuine(Endpoint endpoint, Trial trial, WireAnswer answer) {
		JsonNode json = Refusals.read(trial.call(), endpoint.toString(), answer);
		// Streams wrap each of their answers
		Reply reply = new Reply(json.path("result").isObject() ? json.path("result") : json,
				trial.isUnsettled() || answer.repeated());
		if (!reply.isGenuine()) {
			throw Refusals.foreign(trial.call(), endpoint.toString(), 200);
		}
		if (!this.endpoints.isOfTheCluster(endpoint, reply.clusterId())) {
			throw Refusals.ofAnotherCluster(trial.call(), endpoint.toString());
		}
		return reply;
	}

	private Mono<WireAnswer> request(Endpoint endpoint, Call call, boolean fresh, long until,
			WireRequest.@Nullable Credential token) {
		return this.wire.exchange(wireRequest(endpoint, call, token), fresh ? FRESH : POOLED, until)
			.onErrorMap(WireException.class, (failure) -> unreachable(endpoint, call, failure));
	}

	private static WireRequest wireRequest(Endpoint endpoint, Call call, WireRequest.@Nullable Credential token) {
		byte[] body = (call.body().length > 0) ? call.body() : null;
		return new WireRequest(endpoint.route(call.operation()), endpoint.uri(call.operation()), body, MAX_ANSWER, true,
				token);
	}

	private static EtcdFailure unreachable(Endpoint endpoint, Call call, WireException failure) {
		if (failure.kind() == WireException.Kind.CONNECTION) {
			endpoint.suspect();
		}
		return new EtcdFailure((failure.kind() == WireException.Kind.CLOSED) ? Kind.FINAL : Kind.UNREACHABLE,
				explained(endpoint, call, failure), failure.isSent());
	}

	private static OctoStoreException explained(Endpoint endpoint, Call call, WireException failure) {
		String message = call.subject() + (failure.isSent() ? " got no usable answer from " : " was not sent to ")
				+ "etcd at " + endpoint + ": " + failure.reason();
		OctoStoreNetworkException explained = failure.isSent()
				? OctoStoreNetworkException.unanswered(message, failure.getCause())
				: OctoStoreNetworkException.notSent(message, failure.getCause());
		return (failure.kind() == WireException.Kind.TIMEOUT) ? explained.asTimeout() : explained;
	}

	/**
	 * Open a stream on the endpoint that has answered last.
	 * @param call what to ask for
	 * @param limits until when the stream must have begun
	 * @return the answers; fails or completes when there are no more
	 */
	Flux<Reply> stream(Call call, Limits limits) {
		return Flux.defer(() -> {
			Endpoint endpoint = this.endpoints.current();
			return this.wire.events(wireRequest(endpoint, call, this.tokens.current()), limits.deadline())
				.open((answer) -> Refusals.foreign(call, endpoint.toString(), answer.status()))
				.map((line) -> new Reply(streamed(line).path("result"), false));
		});
	}

	private static JsonNode streamed(String line) {
		return Requests.JSON.readTree(line);
	}

	/**
	 * The endpoint that answers at present.
	 */
	Endpoint current() {
		return this.endpoints.current();
	}

	/**
	 * Make a call again and again, until it fails.
	 */
	Flux<Reply> every(Duration pause, Call call, Duration timeout) {
		return Mono.defer(() -> this.wire.deadlines().at(this.wire.deadlines().now() + pause.toNanos()))
			.then(Mono.defer(() -> send(call, limits(timeout, false))))
			.repeat();
	}

	boolean isOver(Limits limits) {
		return limits.deadline() - this.wire.deadlines().now() <= 0;
	}

	void close(Duration limit) {
		this.wire.close(limit);
	}

	static EtcdFailure classified(Throwable failure, String subject) {
		if (failure instanceof EtcdFailure known) {
			return known;
		}
		return new EtcdFailure(Kind.UNREACHABLE, OctoStoreNetworkException
			.unanswered(subject + " failed unexpectedly (" + failure.getClass().getSimpleName() + ")", failure), true);
	}

	/**
	 * Bounds of a call.
	 *
	 * @param deadline its end, as the deadlines of the wire are counted
	 * @param slice how long one request may take, in nanoseconds
	 * @param fresh whether connections that were used before are to be avoided
	 */
	record Limits(long deadline, long slice, boolean fresh) {
	}

}
