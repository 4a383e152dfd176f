package io.octostore.client;

import java.time.Duration;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

/**
 * A client, and a server that answers what a test says.
 */
abstract class ClientBench {

	@RegisterExtension
	static final WireMockExtension server = WireMockExtension.newInstance()
		.options(wireMockConfig().dynamicPort())
		.build();

	final OctoStoreClient client;

	/**
	 * A client with the default settings.
	 */
	ClientBench() {
		this(RetrySettings.defaults());
	}

	ClientBench(RetrySettings retry) {
		this.client = OctoStoreClient.builder()
			.baseUrl(server.baseUrl())
			.token(Samples.TOKEN)
			.retry(retry)
			// A machine under load may take long
			.connectTimeout(Duration.ofSeconds(30))
			.requestTimeout(Duration.ofSeconds(50))
			.build();
	}

	@AfterEach
	void closeClient() {
		this.client.close();
	}

	static void answer(String body, int status) {
		answer(jsonResponse(body, status));
	}

	static void answer(ResponseDefinitionBuilder response) {
		server.stubFor(any(anyUrl()).willReturn(response));
	}

}
