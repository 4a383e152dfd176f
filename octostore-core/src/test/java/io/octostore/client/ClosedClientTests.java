package io.octostore.client;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing is left of a client that was used and closed: no thread, no file descriptor,
 * and nothing reachable, its token least of all.
 */
@Tag("field-fault-J1")
@Tag("field-fault-J2")
class ClosedClientTests {

	private static final int CLIENTS = 200;

	private static ScriptedServer server() {
		return new ScriptedServer((connection) -> {
			while (true) {
				String request = connection.readRequest();
				if (request.contains("/watch")) {
					connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: hi\n\n");
					connection.awaitClose();
				}
				connection.write(ScriptedServer.json(200, request.contains("/keepalive") ? Samples.KEPT_ALIVE
						: request.contains("/renew") ? Samples.RENEWED : Samples.ACQUIRED));
			}
		});
	}

	/**
	 * Use a client in all lanes, and close it.
	 */
	private static List<WeakReference<Object>> comeAndGo(ScriptedServer server) {
		OctoStoreClient client = OctoStoreClient.builder()
			.baseUrl(server.baseUrl().replace("127.0.0.1", "localhost"))
			.token(Samples.TOKEN)
			.observationRegistry(ObservationRegistry.create())
			.build();
		client.acquireLock("job", Samples.TTL);
		client.renewLock("job", Samples.LEASE, Samples.TTL);
		client.keepSessionAlive(Samples.SESSION);
		client.reactive().withFreshConnection().acquireLock("job", Samples.TTL).block();
		Disposable watch = client.reactive().watchLock("job").subscribe((event) -> {
		}, (failure) -> {
		});
		client.close();
		watch.dispose();
		return List.of(new WeakReference<>(client), new WeakReference<>(client.reactive().caller().wire()),
				new WeakReference<>(Objects.requireNonNull(client.reactive().caller().credentials())),
				new WeakReference<>(client.reactive().caller().credentials().token()));
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("octostore-"))
			.toList();
	}

	private static long openFiles() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)
				? system.getOpenFileDescriptorCount() : 0;
	}

	@Test
	void leavesNothingBehind() {
		List<WeakReference<Object>> left = new ArrayList<>();
		int threadsBefore = threads().size();
		try (ScriptedServer server = server()) {
			comeAndGo(server);
			long filesBefore = openFiles();
			for (int count = 0; count < CLIENTS; count++) {
				left.addAll(comeAndGo(server));
			}
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(threads()).hasSizeLessThanOrEqualTo(threadsBefore));
			Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
				System.gc();
				assertThat(left.stream().map(WeakReference::get).filter(Objects::nonNull)).isEmpty();
			});
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(server.openConnections()).isZero());
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(openFiles()).isLessThan(filesBefore + CLIENTS / 2));
		}
	}

}
