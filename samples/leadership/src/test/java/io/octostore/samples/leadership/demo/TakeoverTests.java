package io.octostore.samples.leadership.demo;

import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.OctoStoreServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One of two JVMs with one token leads.
 */
class TakeoverTests {

	private static final String TOKEN = "token-of-all-instances";

	/** As the application sets it, and as users are promised, with a second to spare. */
	private static final Duration FREE_AFTER_KILL = Duration.ofSeconds(10).plusSeconds(6);

	@Test
	void theOtherInstanceLeadsWhenTheLeaderIsStopped() throws InterruptedException {
		try (OctoStoreServer server = OctoStoreServer.builder().token("demo", TOKEN).start();
				Pair pair = new Pair(server.baseUrl(), TOKEN, System.out::println)) {
			Instance leader = pair.awaitLeader();
			assertThat(leader.said("The feed is open")).isTrue();
			assertThat(pair.other(leader).said("The feed is open")).isFalse();
			leader.close();
			assertThat(leader.said("The feed is closed")).isTrue();
			Instance next = pair.awaitTakeover(leader);
			assertThat(next.lastToken().getAsLong()).isGreaterThan(leader.lastToken().getAsLong());
			assertThat(next.said("The feed is open")).isTrue();
		}
	}

	@Test
	@Tag("long")
	void theOtherInstanceLeadsWhenTheLeaderIsKilled() throws InterruptedException {
		try (OctoStoreServer server = OctoStoreServer.builder().token("demo", TOKEN).start();
				Pair pair = new Pair(server.baseUrl(), TOKEN, System.out::println)) {
			Instance leader = pair.awaitLeader();
			long killed = System.nanoTime();
			leader.kill();
			Instance next = pair.awaitTakeover(leader);
			assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThanOrEqualTo(FREE_AFTER_KILL);
			assertThat(leader.isAlive()).isFalse();
			assertThat(next.lastToken().getAsLong()).isGreaterThan(leader.lastToken().getAsLong());
		}
	}

}
