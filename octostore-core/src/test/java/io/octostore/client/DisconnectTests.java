package io.octostore.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.authority.Attempt;
import io.octostore.authority.SessionId;
import io.octostore.client.authority.OctoStoreAuthority;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of a connection on which sessions are kept alive is told: the server has
 * stopped, or another one is there.
 */
@Tag("field-fault-J3")
class DisconnectTests {

	private final CountDownLatch told = new CountDownLatch(1);

	private final AtomicInteger count = new AtomicInteger();

	/** Kept, as an engine keeps it: the client refers to it weakly. */
	private final Runnable listener = () -> {
		this.count.incrementAndGet();
		this.told.countDown();
	};

	private final CountDownLatch end = new CountDownLatch(1);

	private ScriptedServer server(boolean reset) {
		return new ScriptedServer((connection) -> {
			String request = connection.readRequest();
			connection.write(
					ScriptedServer.json(200, request.contains("/keepalive") ? Samples.KEPT_ALIVE : Samples.ACQUIRED));
			ScriptedServer.await(this.end);
			if (reset) {
				connection.reset();
			}
		});
	}

	private void keepAliveAndEnd(boolean reset) {
		try (ScriptedServer server = server(reset); ReactiveOctoStoreClient client = server.client()) {
			OctoStoreAuthority authority = new OctoStoreAuthority(client, null);
			authority.onDisconnect(this.listener);
			CountDownLatch kept = new CountDownLatch(1);
			authority.keepAlive(new SessionId(Samples.SESSION.toString()), new Attempt(Duration.ofSeconds(5), false),
					(answer) -> kept.countDown());
			ScriptedServer.await(kept);
			assertThat(this.count).hasValue(0);
			this.end.countDown();
			ScriptedServer.await(this.told);
		}
	}

	@Test
	void aServerThatClosesTheConnection() {
		keepAliveAndEnd(false);
	}

	@Test
	void aServerThatResetsTheConnection() {
		keepAliveAndEnd(true);
	}

	@Test
	void connectionsThatThisSideClosesAreNotTold() {
		try (ScriptedServer server = server(false)) {
			ReactiveOctoStoreClient client = server.client();
			client.onDisconnect(this.listener);
			client.keepSessionAlive(Samples.SESSION).block();
			client.reconnect();
			client.withFreshConnection().keepSessionAlive(Samples.SESSION).block();
			client.close();
			this.end.countDown();
			assertThat(this.count).hasValue(0);
		}
	}

	@Test
	void connectionsOfCallersAreNotTold() {
		try (ScriptedServer server = server(false); ReactiveOctoStoreClient client = server.client()) {
			client.onDisconnect(this.listener);
			client.acquireLock("job", Samples.TTL).block();
			CountDownLatch kept = new CountDownLatch(1);
			this.end.countDown();
			// A connection that is opened after the first one has ended
			client.keepSessionAlive(Samples.SESSION).doFinally((signal) -> kept.countDown()).block();
			ScriptedServer.await(kept);
			ScriptedServer.await(this.told);
			assertThat(this.count).hasValue(1);
		}
	}

}
