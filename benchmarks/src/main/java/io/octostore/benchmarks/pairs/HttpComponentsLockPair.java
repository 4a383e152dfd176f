package io.octostore.benchmarks.pairs;

import java.io.IOException;
import java.net.URI;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;

import io.octostore.benchmarks.support.Wire;

/**
 * The shortest program on Apache HttpClient 5's blocking client.
 */
final class HttpComponentsLockPair implements LockPair {

	/** More than any run has callers. */
	private static final int MAX_CONNECTIONS = 256;

	private final CloseableHttpClient client = HttpClients.custom()
		.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
			.setMaxConnPerRoute(MAX_CONNECTIONS)
			.setMaxConnTotal(MAX_CONNECTIONS)
			.build())
		.build();

	private final URI baseUrl;

	private final String authorization;

	HttpComponentsLockPair(URI baseUrl, String token) {
		this.baseUrl = baseUrl;
		this.authorization = "Bearer " + token;
	}

	@Override
	public void run(String name) throws IOException {
		String acquired = post(Wire.acquire(this.baseUrl, name), Wire.ACQUIRE_BODY);
		post(Wire.release(this.baseUrl, name), Wire.releaseBody(acquired));
	}

	private String post(URI uri, String body) throws IOException {
		HttpPost request = new HttpPost(uri);
		request.setHeader("Authorization", this.authorization);
		request.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
		return this.client.execute(request, (response) -> {
			Wire.requireOk(response.getCode());
			return EntityUtils.toString(response.getEntity());
		});
	}

	@Override
	public void close() {
		this.client.close(CloseMode.GRACEFUL);
	}

}
