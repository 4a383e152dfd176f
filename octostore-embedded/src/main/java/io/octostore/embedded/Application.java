package io.octostore.embedded;

import java.util.EnumMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A server's state and everything that serves requests from it.
 */
final class Application {

	private final ServerState state;

	private final TimelineDriver driver;

	private final WebhookDelivery delivery;

	private final HttpFront front;

	private final @Nullable ConsolePage console;

	Application(Settings settings, ServerClock clock, HttpListener listener, Faults faults, RequestJournal journal,
			EventJournal events) {
		ServerGeneration generation = settings.generation();
		this.state = new ServerState(clock, settings.sweepInterval(), generation);
		this.driver = new TimelineDriver(this.state, listener.timer());
		settings.tokens().forEach((user, token) -> this.state.users().add(user, token, null, clock.now()));
		Authenticator authenticator = new Authenticator(this.state.users(), settings.adminKey(), generation, clock);
		WebhookTable webhooks = new WebhookTable(settings.webhooks().privateNetworks(), generation);
		this.delivery = new WebhookDelivery(webhooks, settings.webhooks(), listener);
		this.state.events().add(this.delivery);
		this.state.events().add(events.recorder(this.state.users()));
		Map<Operation, Endpoint> endpoints = new EnumMap<>(Operation.class);
		new LockEndpoints(this.state, authenticator, generation).addTo(endpoints);
		new SessionEndpoints(this.state, authenticator).addTo(endpoints);
		new ElectionEndpoints(this.state, settings.elections(), generation).addTo(endpoints);
		new WebhookEndpoints(webhooks, authenticator).addTo(endpoints);
		new AccountEndpoints(this.state.users(), authenticator, generation).addTo(endpoints, settings.registration());
		new AdminEndpoints(this.state, authenticator).addTo(endpoints);
		SystemEndpoints system = new SystemEndpoints(this.state, generation);
		system.addTo(endpoints);
		ErrorAnswers errors = new ErrorAnswers(generation);
		Dispatcher dispatcher = new Dispatcher(this.state, endpoints, errors, authenticator,
				() -> generation.hasPageForUnknownPaths() ? system.page() : errors.of(HttpProblem.noSuchPath()));
		this.front = new HttpFront(dispatcher, this.state, new AnswerWriter(generation, faults.cuts()), faults, journal,
				listener.scheduler());
		this.console = settings.console()
				? new ConsolePage(new ConsoleFeed(new ConsoleView(this.state, settings), events, listener.scheduler()))
				: null;
	}

	/**
	 * Begins to let time go by, unless that happens on demand.
	 */
	void start(Settings settings) {
		if (!settings.manualTime()) {
			this.state.afterwards(this.driver::update);
			this.state.run(this.driver::update);
		}
	}

	/**
	 * Ends what goes on by itself.
	 */
	void stop() {
		this.state.run(() -> {
			this.driver.stop();
			this.delivery.stop();
		});
	}

	ServerState state() {
		return this.state;
	}

	Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		if (this.console != null && this.console.serves(request)) {
			return this.console.handle(request, response);
		}
		return this.front.handle(request, response);
	}

}
