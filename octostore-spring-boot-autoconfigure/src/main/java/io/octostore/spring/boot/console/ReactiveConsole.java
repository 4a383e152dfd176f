package io.octostore.spring.boot.console;

import java.net.URI;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Serves the page with WebFlux.
 *
 * @since 0.1.0
 */
public final class ReactiveConsole {

	private final ConsolePath path;

	private final ConsoleFeed feed;

	private ReactiveConsole(ConsolePath path, ConsoleFeed feed) {
		this.path = path;
		this.feed = feed;
	}

	/**
	 * Create the routes of the page.
	 * @param path where the page is
	 * @param feed what it is told
	 * @return the routes
	 */
	public static RouterFunction<ServerResponse> routes(ConsolePath path, ConsoleFeed feed) {
		ReactiveConsole console = new ReactiveConsole(path, feed);
		return RouterFunctions.route()
			.GET(path.value(), (request) -> console.redirect())
			.GET(path.value() + "/", (request) -> console.file("index.html"))
			.GET(path.value() + "/events", (request) -> console.events())
			.GET(path.value() + "/{file}", console::file)
			.build();
	}

	private Mono<ServerResponse> redirect() {
		return ServerResponse.status(HttpStatus.FOUND).location(URI.create(this.path.relative())).build();
	}

	private Mono<ServerResponse> file(ServerRequest request) {
		return file(request.pathVariable("file"));
	}

	private Mono<ServerResponse> file(String name) {
		return ConsoleFile.find(name)
			.map((file) -> ServerResponse.ok()
				.contentType(file.type())
				.headers(ConsoleFile::addHeaders)
				.bodyValue(file.content()))
			.orElseGet(() -> ServerResponse.notFound().build());
	}

	private Mono<ServerResponse> events() {
		return this.feed.open()
			.map((events) -> ServerResponse.ok()
				.contentType(MediaType.TEXT_EVENT_STREAM)
				.headers(ConsoleFile::addHeaders)
				.header("X-Accel-Buffering", "no")
				.body(BodyInserters.fromServerSentEvents(sent(events))))
			.orElseGet(() -> ServerResponse.status(HttpStatus.SERVICE_UNAVAILABLE).build());
	}

	private static Flux<ServerSentEvent<String>> sent(Flux<ConsoleEvent> events) {
		return events
			.map((event) -> (event.name() != null) ? ServerSentEvent.builder(event.data()).event(event.name()).build()
					: ServerSentEvent.<String>builder().comment(event.data()).build());
	}

}
