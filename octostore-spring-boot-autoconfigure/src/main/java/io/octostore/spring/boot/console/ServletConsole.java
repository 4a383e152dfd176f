package io.octostore.spring.boot.console;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.ServerResponse.SseBuilder;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * Serves the page with Spring MVC.
 *
 * @since 0.1.0
 */
public final class ServletConsole {

	private static final Logger logger = LoggerFactory.getLogger(ServletConsole.class);

	private static final Duration NO_LIMIT = Duration.ZERO;

	private final ConsolePath path;

	private final ConsoleFeed feed;

	private ServletConsole(ConsolePath path, ConsoleFeed feed) {
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
		ServletConsole console = new ServletConsole(path, feed);
		return RouterFunctions.route()
			.GET(path.value(), (request) -> console.redirect())
			.GET(path.value() + "/", (request) -> file("index.html"))
			.GET(path.value() + "/events", (request) -> console.events())
			.GET(path.value() + "/{file}", ServletConsole::file)
			.build();
	}

	private ServerResponse redirect() {
		return ServerResponse.status(HttpStatus.FOUND).location(URI.create(this.path.relative())).build();
	}

	private static ServerResponse file(ServerRequest request) {
		return file(request.pathVariable("file"));
	}

	private static ServerResponse file(String name) {
		return ConsoleFile.find(name)
			.map((file) -> ServerResponse.ok()
				.contentType(file.type())
				.headers(ConsoleFile::addHeaders)
				.body(file.content()))
			.orElseGet(() -> ServerResponse.notFound().build());
	}

	private ServerResponse events() {
		return this.feed.open()
			.map((events) -> ServerResponse.sse((sse) -> send(events, sse), NO_LIMIT))
			.orElseGet(() -> ServerResponse.status(HttpStatus.SERVICE_UNAVAILABLE).build());
	}

	/**
	 * Writing blocks while the reader is slow, so it happens on a thread for that.
	 */
	private static void send(Flux<ConsoleEvent> events, SseBuilder sse) {
		Disposable sending = events.publishOn(Schedulers.boundedElastic(), 1)
			.subscribe((event) -> send(event, sse), sse::error, sse::complete);
		sse.onError((failure) -> sending.dispose()).onTimeout(sending::dispose).onComplete(sending::dispose);
	}

	private static void send(ConsoleEvent event, SseBuilder sse) {
		try {
			if (event.name() != null) {
				sse.event(event.name()).data(event.data());
			}
			else {
				sse.comment(event.data()).send();
			}
		}
		catch (IOException ex) {
			logger.debug("The reader of the page has gone", ex);
			throw new ReaderGoneException(ex);
		}
	}

	private static final class ReaderGoneException extends RuntimeException {

		private ReaderGoneException(IOException cause) {
			super(cause);
		}

	}

}
