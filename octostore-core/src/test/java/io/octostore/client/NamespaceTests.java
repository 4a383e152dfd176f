package io.octostore.client;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.octostore.OctoStoreAuthenticationException;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A token of a user with a namespace: what is refused because of it says so.
 */
class NamespaceTests extends ClientBench {

	private static void refuse(@Nullable String namespace) {
		server.stubFor(any(anyUrl()).willReturn(jsonResponse(Samples.error("forbidden"), 403)));
		String prefix = (namespace != null) ? "\"" + namespace + ".\"" : "null";
		server.stubFor(get(urlEqualTo("/locks"))
			.willReturn(jsonResponse("{\"locks\":[],\"total\":0,\"prefix\":" + prefix + "}", 200)));
	}

	@Test
	void saysWhichNamesTheTokenAllowsAndHowToSetThem() {
		refuse("team");
		assertThatExceptionOfType(OctoStoreAuthenticationException.class)
			.isThrownBy(() -> this.client.acquireLock("job", Samples.TTL))
			.withMessageContaining("Acquire of lock 'job' was refused with status 403")
			.withMessageContaining("confined to the namespace 'team'")
			.withMessageContaining("begin with 'team.'")
			.withMessageContaining("octostore.lock.prefix=team,")
			.satisfies((ex) -> assertThat(ex.isProof()).isTrue());
	}

	@Test
	void asksOnce() {
		refuse("team");
		for (int count = 0; count < 3; count++) {
			assertThatExceptionOfType(OctoStoreAuthenticationException.class)
				.isThrownBy(() -> this.client.getLockStatus("job"))
				.withMessageContaining("confined");
		}
		server.verify(1, getRequestedFor(urlEqualTo("/locks")));
		assertThatExceptionOfType(OctoStoreAuthenticationException.class)
			.isThrownBy(() -> this.client.withToken("another").getLockStatus("job"));
		server.verify(2, getRequestedFor(urlEqualTo("/locks")));
	}

	@Test
	void anUnderscoreNeedsTheOtherRuleForNames() {
		refuse("team_a");
		assertThatExceptionOfType(OctoStoreAuthenticationException.class)
			.isThrownBy(() -> this.client.acquireLock("job", Samples.TTL))
			.withMessageContaining("octostore.lock.prefix=team_a and octostore.lock.name-rule=hierarchical");
	}

	@Test
	void blamesNoNamespaceForANameInsideOfIt() {
		refuse("team");
		assertThatExceptionOfType(OctoStoreAuthenticationException.class)
			.isThrownBy(() -> this.client.acquireLock("team.job", Samples.TTL))
			.withMessageNotContaining("confined");
	}

	@Test
	void blamesNoNamespaceWhereThereIsNone() {
		refuse(null);
		assertThatExceptionOfType(OctoStoreAuthenticationException.class)
			.isThrownBy(() -> this.client.acquireLock("job", Samples.TTL))
			.withMessageNotContaining("confined");
	}

	@Test
	void keepsTheRefusalWhereTheQuestionFails() {
		answer(Samples.error("forbidden"), 403);
		assertThatExceptionOfType(OctoStoreAuthenticationException.class)
			.isThrownBy(() -> this.client.acquireLock("job", Samples.TTL))
			.withMessageContaining("Acquire of lock 'job'")
			.withMessageNotContaining("confined");
	}

}
