package io.octostore.embedded;

import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the endpoint of a request and turns what it throws into an answer.
 */
final class Dispatcher {

	private static final Logger logger = LoggerFactory.getLogger(Dispatcher.class);

	private final ServerState state;

	private final Map<Operation, Endpoint> endpoints;

	private final Router router;

	private final ErrorAnswers errors;

	private final Authenticator authenticator;

	private final Supplier<Answer> unknownPath;

	/**
	 * Creates a dispatcher.
	 * @param unknownPath answers requests for paths that the server does not have
	 */
	Dispatcher(ServerState state, Map<Operation, Endpoint> endpoints, ErrorAnswers errors, Authenticator authenticator,
			Supplier<Answer> unknownPath) {
		this.state = state;
		this.endpoints = endpoints;
		this.router = new Router(endpoints.keySet());
		this.errors = errors;
		this.authenticator = authenticator;
		this.unknownPath = unknownPath;
	}

	Router.Route route(Call call) {
		return this.router.find(call.method(), call.path());
	}

	ErrorAnswers errors() {
		return this.errors;
	}

	/**
	 * The name of the user whose bearer token a request carries.
	 */
	@Nullable String userName(Call call) {
		return this.state.atomically(() -> this.authenticator.userName(call.authorization()));
	}

	/**
	 * Answers a request.
	 * @param body the body, {@code null} if it is too large
	 */
	Answer answer(Call call, Router.Route route, byte @Nullable [] body) {
		if (call.method().equals("OPTIONS")) {
			return preflight(route);
		}
		try {
			return serve(call, route, body);
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

	private Answer serve(Call call, Router.Route route, byte @Nullable [] body) {
		if (route.allow().isEmpty()) {
			return this.unknownPath.get();
		}
		Endpoint endpoint = (route.operation() != null) ? this.endpoints.get(route.operation()) : null;
		if (endpoint == null) {
			throw HttpProblem.wrongMethod(route.allow());
		}
		ApiRequest request = new ApiRequest(call.request().requestHeaders(), route.parameter(), call.query(), body);
		return this.state.atomically(() -> endpoint.serve(request, this.state.now()));
	}

	private static Answer preflight(Router.Route route) {
		Answer answer = Answer.empty(200)
			.header("access-control-allow-methods", "GET,POST,PUT,DELETE")
			.header("access-control-allow-headers", "authorization,content-type,x-admin-key,x-octostore-admin-key")
			.header("access-control-max-age", "600");
		return route.allow().isEmpty() ? answer : answer.header("allow", route.allow());
	}

}
