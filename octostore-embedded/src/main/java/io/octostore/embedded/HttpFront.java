package io.octostore.embedded;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;

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

	private final Dispatcher dispatcher;

	private final ServerState state;

	private final AnswerWriter writer;

	private final Faults faults;

	private final RequestJournal journal;

	private final Scheduler timer;

	HttpFront(Dispatcher dispatcher, ServerState state, AnswerWriter writer, Faults faults, RequestJournal journal,
			Scheduler timer) {
		this.dispatcher = dispatcher;
		this.state = state;
		this.writer = writer;
		this.faults = faults;
		this.journal = journal;
		this.timer = timer;
	}

	/**
	 * Serves one request.
	 */
	Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		Call call = new Call(request, response);
		if (call.parserStatus() != 0) {
			return response.status(call.parserStatus()).keepAlive(false).header("content-length", "0").send().then();
		}
		Router.Route route = this.dispatcher.route(call);
		RequestJournal.Entry entry = this.journal.add(new RecordedRequest(this.state.now(), call.method(),
				call.target(), route.operation(), this.dispatcher.userName(call), call.clientPort(), 0, false));
		Mono<Void> served = this.faults.cuts().hits(call) ? Mono.never() : serve(call, route, entry);
		return served.doFinally((signal) -> this.faults.cuts().forget(call));
	}

	private Mono<Void> serve(Call call, Router.Route route, RequestJournal.Entry entry) {
		Mono<Answer> answer = answer(call, route, entry);
		Fault fault = this.faults.take(entry.request());
		if (fault == null) {
			return answer.flatMap((decided) -> write(call, decided, entry, Distortion.NONE));
		}
		logger.debug("{} meets {}", entry.request(), fault);
		Duration delay = fault.duration();
		return switch (fault.kind()) {
			case DROP_REQUEST -> call.close();
			case RESET_REQUEST -> call.reset();
			case IGNORE_REQUEST -> Mono.never();
			case DELAY_REQUEST ->
				after(delay).then(answer).flatMap((decided) -> write(call, decided, entry, Distortion.NONE));
			case ANSWER -> write(call, decided(call, route, entry, fault.answer(this.dispatcher.errors())), entry,
					Distortion.NONE);
			case DROP_ANSWER -> answer.then(call.close());
			case RESET_ANSWER -> answer.then(call.reset());
			case WITHHOLD_ANSWER -> answer.then(Mono.never());
			case DELAY_ANSWER ->
				answer.flatMap((decided) -> after(delay).then(write(call, decided, entry, Distortion.NONE)));
			case DELAY_BODY ->
				answer.flatMap((decided) -> write(call, decided, entry, Distortion.delay(delay, this.timer)));
			case TRICKLE ->
				answer.flatMap((decided) -> write(call, decided, entry, Distortion.trickle(delay, this.timer)));
			case TRUNCATE -> answer.flatMap((decided) -> write(call, decided, entry, Distortion.truncate(call)));
		};
	}

	private Mono<Long> after(Duration delay) {
		return Mono.delay(delay, this.timer);
	}

	private Mono<Answer> answer(Call call, Router.Route route, RequestJournal.Entry entry) {
		if (route.operation() == null || !route.operation().readsBody() || call.method().equals("OPTIONS")) {
			return Mono
				.fromSupplier(() -> decided(call, route, entry, this.dispatcher.answer(call, route, new byte[0])));
		}
		return body(call.request())
			.map((body) -> decided(call, route, entry, this.dispatcher.answer(call, route, body.orElse(null))));
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

	private Answer decided(Call call, Router.Route route, RequestJournal.Entry entry, Answer answer) {
		entry.decided(answer.status());
		this.state.run(() -> this.state.metrics()
			.record(route.operation(), answer.status(), call.nanosSinceArrival(), this.state.locks().all().size(),
					this.state.now()));
		return answer;
	}

	private Mono<Void> write(Call call, Answer answer, RequestJournal.Entry entry, Distortion distortion) {
		return Mono.defer(() -> this.faults.cuts().hits(call) ? Mono.never()
				: this.writer.write(call, answer, distortion, this.state.now())
					.doOnSuccess((nothing) -> entry.answered()));
	}

}
