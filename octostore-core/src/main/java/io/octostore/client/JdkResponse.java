package io.octostore.client;

import java.util.Map;

import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.util.CollectionUtils;
import org.springframework.util.MultiValueMap;

/**
 * An answer that {@code java.net.http} has received.
 */
final class JdkResponse implements ClientHttpResponse {

	private final HttpStatusCode status;

	private final HttpHeaders headers = new HttpHeaders();

	private final Flux<DataBuffer> body;

	JdkResponse(int status, java.net.http.HttpHeaders headers, Flux<DataBuffer> body) {
		this.status = HttpStatusCode.valueOf(status);
		headers.map().forEach(this.headers::addAll);
		this.body = body;
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return this.status;
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.headers;
	}

	@Override
	public MultiValueMap<String, ResponseCookie> getCookies() {
		return CollectionUtils.unmodifiableMultiValueMap(CollectionUtils.toMultiValueMap(Map.of()));
	}

	@Override
	public Flux<DataBuffer> getBody() {
		return this.body;
	}

}
