package io.octostore.embedded;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Takes requests from the network, has them served, and sees to the answers and to what
 * is supposed to go wrong with them.
 */
final class HttpFront {

	private static final Logger logger = LoggerFactory.getLogger(HttpFront.class);

	private static final int MAX_BODY_BYTES = 2 * 1024 * 1024;

	private final ServerState state;

	private final Map<Operation, Endpoint> endpoints;

	private final Router router;

	private final ErrorAnswers errors;

	private final AnswerWriter writer;

	private final Authenticator authenticator;

	private final Faults faults;

	private final RequestJournal journal;

	private final Scheduler timer;

	HttpFront(ServerState state, Map<Operation, Endpoint> endpoints, ServerGeneration generation,
			Authenticator authenticator, Faults faults, RequestJournal journal, Scheduler timer) {
		this.state = state;
		this.endpoints = endpoints;
		this.router = new Router(endpoints.keySet());
		this.errors = new ErrorAnswers(generation);
		this.writer = new AnswerWriter(generation);
		this.authenticator = authenticator;
		this.faults = faults;
		this.journal = journal;
		this.timer = timer;
	}

	/**
	 * Serves one request.
	 */
	Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		Call call = new Call(request, response);
		Fault fault = this.faults.take(call.entry.request());
		if (fault == null) {
			return answer(call).flatMap(call::write);
		}
		logger.debug("{} meets {}", call.entry.request(), fault);
		return switch (fault.kind()) {
			case DROP_REQUEST -> close(response);
			case IGNORE_REQUEST -> Mono.never();
			case DELAY_REQUEST -> after(fault.duration()).then(answer(call)).flatMap(call::write);
			case ANSWER -> call.write(call.decided(fault.answer(this.errors)));
			case DROP_ANSWER -> answer(call).then(close(response));
			case WITHHOLD_ANSWER -> answer(call).then(Mono.never());
			case DELAY_ANSWER -> answer(call).flatMap((answer) -> after(fault.duration()).then(call.write(answer)));
		};
	}

	private Mono<Long> after(Duration delay) {
		return Mono.delay(delay, this.timer);
	}

	private static Mono<Void> close(HttpServerResponse response) {
		return Mono.create((sink) -> response.withConnection((connection) -> {
			ChannelFuture unused = connection.channel().close();
		}));
	}

	private Mono<Answer> answer(Call call) {
		Operation operation = call.route.operation();
		if (call.request.method().name().equals("OPTIONS")) {
			return Mono.fromSupplier(() -> call.decided(preflight(call.route)));
		}
		if (operation == null || !operation.readsBody()) {
			return Mono.fromSupplier(() -> call.decided(serve(call, new byte[0])));
		}
		return body(call.request).map((body) -> call.decided(serve(call, body.orElse(null))));
	}

	/**
	 * The whole body, or nothing if it is too large.
	 */
	private static Mono<Optional<byte[]>> body(HttpServerRequest request) {
		return request.receive()
			.asByteArray()
			.reduceWith(ByteArrayOutputStream::new, HttpFront::append)
			.map((bytes) -> Optional.of(bytes.toByteArray()))
			.onErrorResume(HttpProblem.class, (ex) -> Mono.just(Optional.empty()));
	}

	private static ByteArrayOutputStream append(ByteArrayOutputStream body, byte[] part) {
		if (body.size() + part.length > MAX_BODY_BYTES) {
			throw HttpProblem.tooLarge();
		}
		body.writeBytes(part);
		return body;
	}

	private Answer serve(Call call, byte @Nullable [] body) {
		try {
			Router.Route route = call.route;
			Endpoint endpoint = (route.operation() != null) ? this.endpoints.get(route.operation()) : null;
			if (route.operation() == null || endpoint == null) {
				throw route.allow().isEmpty() ? HttpProblem.noSuchPath() : HttpProblem.wrongMethod(route.allow());
			}
			ApiRequest request = new ApiRequest(call.request.requestHeaders(), route.parameter(), call.query, body);
			return this.state.atomically(() -> endpoint.serve(request, this.state.now()));
		}
		catch (RefusedException ex) {
			return this.errors.of(ex);
		}
		catch (HttpProblem ex) {
			return this.errors.of(ex);
		}
		catch (RuntimeException ex) {
			logger.error("A request could not be served", ex);
			return this.errors.forStatus(500, 0);
		}
	}

	private static Answer preflight(Router.Route route) {
		Answer answer = Answer.empty(200)
			.header("access-control-allow-methods", "GET,POST,PUT,DELETE")
			.header("access-control-allow-headers", "authorization,content-type,x-admin-key,x-octostore-admin-key")
			.header("access-control-max-age", "600");
		return route.allow().isEmpty() ? answer : answer.header("allow", route.allow());
	}

	/**
	 * A request on its way through the server.
	 */
	private final class Call {

		private final HttpServerRequest request;

		private final HttpServerResponse response;

		private final boolean head;

		private final String query;

		private final Router.Route route;

		private final RequestJournal.Entry entry;

		private final long arrivedAt = System.nanoTime();

		private final String requestId = "req_" + UUID.randomUUID().toString().replace("-", "");

		private Call(HttpServerRequest request, HttpServerResponse response) {
			this.request = request;
			this.response = response;
			String method = request.method().name();
			this.head = method.equals("HEAD");
			String target = originForm(request.uri());
			int question = target.indexOf('?');
			this.query = (question < 0) ? "" : target.substring(question + 1);
			this.route = HttpFront.this.router.find(method, (question < 0) ? target : target.substring(0, question));
			String user = HttpFront.this.state
				.atomically(() -> HttpFront.this.authenticator.userName(request.requestHeaders().get("authorization")));
			this.entry = HttpFront.this.journal.add(new RecordedRequest(HttpFront.this.state.now(), method, target,
					this.route.operation(), user, port(request.remoteAddress()), 0, false));
		}

		private Answer decided(Answer answer) {
			this.entry.decided(answer.status());
			long nanos = System.nanoTime() - this.arrivedAt;
			ServerState known = HttpFront.this.state;
			known.run(() -> known.metrics()
				.record(this.route.operation(), answer.status(), nanos, known.locks().all().size(), known.now()));
			return answer;
		}

		private Mono<Void> write(Answer answer) {
			Instant now = HttpFront.this.state.now();
			return HttpFront.this.writer.write(this.response, answer, this.head, this.requestId, now)
				.doOnSuccess((nothing) -> this.entry.answered());
		}

		/**
		 * A request to a proxy names the host as well.
		 */
		private static String originForm(String uri) {
			int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
			if (scheme < 0) {
				return uri;
			}
			int path = uri.indexOf('/', scheme + 3);
			return (path < 0) ? "/" : uri.substring(path);
		}

		private static int port(@Nullable SocketAddress address) {
			return (address instanceof InetSocketAddress socket) ? socket.getPort() : 0;
		}

	}

}
