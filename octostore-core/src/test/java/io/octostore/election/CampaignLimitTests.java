package io.octostore.election;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.OctoStoreValidationException;
import io.octostore.authority.Attempt;
import io.octostore.client.CampaignRequest;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.ScriptedAuthority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How long a campaign waits for its answer.
 */
@Tag("field-fault-C2")
class CampaignLimitTests extends ElectionBench {

	private final List<Duration> limits = new ArrayList<>();

	/** Notes the limits of campaigns on their way to the server. */
	private ElectionCalls noted() {
		return (ElectionCalls) Proxy.newProxyInstance(ElectionCalls.class.getClassLoader(),
				new Class<?>[] { ElectionCalls.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("campaign")) {
						this.limits.add(((Attempt) arguments[2]).timeout());
					}
					return method.invoke(this.server, arguments);
				});
	}

	@ParameterizedTest
	@CsvSource({ "5000, 30, 5000", "9000, 30, 9000", "60000, 30, 21000", "9000, 10, 7000", "9000, 5, 5000",
			"2000, 30, 2000" })
	void isTheOneThatWasSetAsLongAsALateTermIsOfUse(int set, int ttl, int expected) {
		LeaderRooms slow = new DefaultLeaderRooms(noted(), this.time, this.time, new Random(1), Runnable::run,
				Duration.ofMillis(set));
		slow.campaign(ROOM, CampaignRequest.of("node-1", Duration.ofSeconds(ttl)));
		seconds(0.1);
		assertThat(this.limits).last().isEqualTo(Duration.ofMillis(expected));
		slow.close();
	}

	@Test
	void hasARange() {
		try (ReactiveOctoStoreClient client = ReactiveOctoStoreClient.withoutAuthentication("http://127.0.0.1:1")) {
			LeaderElectionBuilder builder = LeaderElection.inRoom(client, ROOM);
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> builder.acquireTimeout(Duration.ofMillis(99)))
				.withMessageContaining("acquireTimeout must be from 100 ms to 1 minute");
		}
	}

	@Test
	void isThatOfTheLocksWhereALockDecides() {
		try (OctoStoreLocks locks = OctoStoreLocks.builder(new ScriptedAuthority()).build()) {
			LeaderElectionBuilder builder = LeaderElection.byLock(locks, "job").acquireTimeout(Duration.ofSeconds(9));
			assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(builder::build)
				.withMessageContaining("acquireTimeout is for rooms");
		}
	}

}
