package io.octostore.client.http;

import io.micrometer.common.KeyValue;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.DefaultClientRequestObservationConvention;

/**
 * Spring's observation of HTTP clients, named {@code octostore.client.requests}, with the
 * template in the place of the address: names of locks may hold what is no tag, and ids
 * of sessions are secrets.
 */
final class RequestConvention extends DefaultClientRequestObservationConvention {

	RequestConvention() {
		super("octostore.client.requests");
	}

	@Override
	protected KeyValue uri(ClientRequestObservationContext context) {
		ClientRequest request = context.getRequest();
		Attempt attempt = (request != null) ? Attempt.of(request) : null;
		return (attempt != null) ? KeyValue.of("uri", attempt.route().template()) : super.uri(context);
	}

}
