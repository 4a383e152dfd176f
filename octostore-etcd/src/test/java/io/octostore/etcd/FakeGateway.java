package io.octostore.etcd;

import java.util.List;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;

/**
 * The gateway of one member, which says what a test tells it. Recorded from etcd 3.6.13.
 */
final class FakeGateway implements AutoCloseable {

	static final String GRANT = "/v3/lease/grant";

	static final String KEEP_ALIVE = "/v3/lease/keepalive";

	static final String REVOKE = "/v3/lease/revoke";

	static final String TRANSACTION = "/v3/kv/txn";

	static final String RANGE = "/v3/kv/range";

	static final String AUTHENTICATE = "/v3/auth/authenticate";

	static final String WATCH = "/v3/watch";

	/** The first lease that is granted. */
	static final long LEASE = 2324035670957133059L;

	private final WireMockServer server = new WireMockServer(WireMockConfiguration.options().dynamicPort());

	FakeGateway() {
		this.server.start();
		release("3.6.13");
		answer(GRANT, success("\"ID\":\"" + LEASE + "\",\"TTL\":\"30\""));
	}

	static String success(String members) {
		return success(7, 2, members);
	}

	static String success(long revision, long term, String members) {
		return "{\"header\":{\"cluster_id\":\"324952591200643719\",\"member_id\":\"3319814642761637952\",\"revision\":\""
				+ revision + "\",\"raft_term\":\"" + term + "\"}" + (members.isEmpty() ? "" : "," + members) + "}";
	}

	static String ofAnotherCluster(String answer) {
		return answer.replace("324952591200643719", "4");
	}

	static String streamed(String answer) {
		return "{\"result\":" + answer + "}\n";
	}

	static String keyValue(long createRevision, long version, long lease, String value) {
		return "{\"key\":\"YQ==\",\"create_revision\":\"" + createRevision + "\",\"mod_revision\":\"9\",\"version\":\""
				+ version + "\",\"value\":\"" + Keys.encode(value) + "\",\"lease\":\"" + lease + "\"}";
	}

	static String found(String keyValue) {
		return "\"kvs\":[" + keyValue + "],\"count\":\"1\"";
	}

	/**
	 * A transaction whose comparison failed, with what the reads of it have found.
	 */
	static String failed(String... ranges) {
		StringBuilder responses = new StringBuilder();
		for (String range : ranges) {
			responses.append(responses.isEmpty() ? "" : ",")
				.append("{\"response_range\":{\"header\":{\"revision\":\"7\"}")
				.append(range.isEmpty() ? "" : "," + found(range))
				.append("}}");
		}
		return success("\"responses\":[" + responses + "]");
	}

	static String succeeded(long revision) {
		return success(revision, 2, "\"succeeded\":true,\"responses\":[{\"response_put\":{\"header\":{\"revision\":\""
				+ revision + "\"}}}]");
	}

	static ResponseDefinitionBuilder json(int status, String body) {
		return aResponse().withStatus(status).withHeader("Content-Type", "application/json").withBody(body);
	}

	static ResponseDefinitionBuilder refusal(int status, int code, String reason) {
		return json(status, "{\"code\":" + code + ",\"message\":\"etcdserver: " + reason + "\"}");
	}

	void release(String version) {
		this.server.stubFor(get("/version").willReturn(
				json(200, "{\"etcdserver\":\"" + version + "\",\"etcdcluster\":\"3.6.0\",\"storage\":\"3.6.0\"}")));
	}

	void answer(String path, String body) {
		answer(path, json(200, body));
	}

	void answer(String path, ResponseDefinitionBuilder answer) {
		this.server.stubFor(post(path).willReturn(answer));
	}

	void answerEverything(ResponseDefinitionBuilder answer) {
		this.server.stubFor(any(anyUrl()).willReturn(answer));
	}

	/**
	 * Give one answer after the other, the last one again and again.
	 */
	void answers(String path, ResponseDefinitionBuilder... answers) {
		String state = Scenario.STARTED;
		for (int index = 0; index < answers.length; index++) {
			String next = (index < answers.length - 1) ? "step-" + (index + 1) : state;
			MappingBuilder mapping = post(path).inScenario(path)
				.whenScenarioStateIs(state)
				.willReturn(answers[index])
				.willSetStateTo((index < answers.length - 1) ? next : state);
			this.server.stubFor(mapping);
			state = next;
		}
	}

	List<String> bodies(String path) {
		return requests(path).stream().map(LoggedRequest::getBodyAsString).toList();
	}

	List<LoggedRequest> requests(String path) {
		return this.server.findAll(anyRequestedFor(urlEqualTo(path)));
	}

	String url() {
		return "http://127.0.0.1:" + this.server.port();
	}

	void stop() {
		this.server.stop();
	}

	@Override
	public void close() {
		this.server.stop();
	}

}
