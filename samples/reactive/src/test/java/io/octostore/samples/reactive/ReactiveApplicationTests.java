package io.octostore.samples.reactive;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One instance sells seats over HTTP.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "octostore.embedded.enabled=true", "octostore.base-url=", "octostore.token=" })
class ReactiveApplicationTests {

	@Value("${local.server.port}")
	private int port;

	@Autowired
	private SeatStore store;

	@BeforeEach
	void offer() {
		this.store.offer("opera", 3);
	}

	private HttpStatusCode buy(String path) {
		return WebClient.create("http://127.0.0.1:" + this.port)
			.post()
			.uri(path)
			.exchangeToMono((answer) -> answer.releaseBody().thenReturn(answer.statusCode()))
			.block();
	}

	@Test
	void sellsSeatsUntilNoneIsLeft() {
		assertThat(buy("/concerts/opera/seats").value()).isEqualTo(200);
		assertThat(buy("/concerts/opera/groups/2").value()).isEqualTo(200);
		assertThat(buy("/concerts/opera/seats").value()).isEqualTo(410);
	}

	@Test
	void sellsAGroupTogetherOrNotAtAll() {
		assertThat(buy("/concerts/opera/groups/4").value()).isEqualTo(410);
		assertThat(this.store.left("opera").block()).isEqualTo(3);
	}

}
