package io.octostore.client.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A name that has several addresses, other ones than before, or none.
 */
@Tag("field-fault-B3")
class AddressTests {

	private static final Wire.Manner MANNER = new Wire.Manner(false, true, true);

	private static final Wire.Manner FRESH = new Wire.Manner(true, true, true);

	private static final InetAddress FIRST = address(127, 0, 0, 1);

	private static final InetAddress SECOND = address(127, 0, 0, 2);

	/** Nothing listens there. */
	private static final InetAddress REFUSING = address(127, 0, 0, 3);

	/** Connections are never accepted there. */
	private static final InetAddress SILENT = address(127, 0, 0, 4);

	/** Of IPv6, and nothing listens there. */
	private static final InetAddress OTHER_FAMILY = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

	private final List<AutoCloseable> resources = new ArrayList<>();

	private final AtomicInteger lookups = new AtomicInteger();

	private volatile List<InetAddress> addresses = List.of();

	private HttpServer server;

	private int port;

	private Wire wire;

	private static InetAddress address(int... parts) {
		byte[] bytes = new byte[parts.length];
		for (int index = 0; index < parts.length; index++) {
			bytes[index] = (byte) parts[index];
		}
		try {
			return InetAddress.getByAddress("locks.test", bytes);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@BeforeEach
	void start() throws IOException {
		this.server = serve(FIRST, 0, "first");
		this.port = this.server.getAddress().getPort();
		ConnectionSettings settings = new ConnectionSettings(uri(), Duration.ofMinutes(1), () -> null, () -> null,
				() -> null);
		this.wire = new Wire(
				(disconnected) -> new Connections(settings, disconnected, Duration.ofMinutes(5), this::find),
				new Deadlines(), ObservationRegistry.NOOP, false);
	}

	@AfterEach
	void stop() throws Exception {
		this.wire.close(Duration.ofSeconds(3));
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	private InetAddress[] find(String name) throws UnknownHostException {
		this.lookups.incrementAndGet();
		if (this.addresses.isEmpty() || !name.equals("locks.test")) {
			throw new UnknownHostException(name);
		}
		return this.addresses.toArray(InetAddress[]::new);
	}

	private HttpServer serve(InetAddress at, int onPort, String text) throws IOException {
		HttpServer started = HttpServer.create(new InetSocketAddress(at, onPort), 0);
		byte[] body = text.getBytes(StandardCharsets.US_ASCII);
		started.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		started.start();
		this.resources.add(() -> started.stop(0));
		return started;
	}

	/**
	 * Fill the queue of a socket that accepts nothing, so that the next connection hangs.
	 */
	private void keepSilent(InetAddress at) throws IOException {
		ServerSocket full = new ServerSocket(this.port, 1, at);
		this.resources.add(full);
		for (int count = 0; count < 4; count++) {
			SocketChannel filler = SocketChannel.open();
			this.resources.add(filler);
			filler.configureBlocking(false);
			filler.connect(full.getLocalSocketAddress());
		}
	}

	private URI uri() {
		return URI.create("http://locks.test:" + this.port + "/health");
	}

	private String ask(Wire.Manner manner, Duration limit) {
		return ask(uri(), manner, limit);
	}

	private String ask(URI uri, Wire.Manner manner, Duration limit) {
		Route route = new Route(HttpMethod.GET, "/health", uri, "application/json", Lane.KEEPALIVE);
		WireAnswer answer = this.wire
			.exchange(new WireRequest(route, uri, null, 1024, true, null), manner,
					this.wire.deadlines().now() + limit.toNanos())
			.block();
		return new String(answer.body(), StandardCharsets.US_ASCII);
	}

	private String ask(Wire.Manner manner) {
		return ask(manner, Duration.ofSeconds(30));
	}

	@Test
	void aNameThatHasGotAnotherAddressLeadsThereAfterAFailure() throws IOException {
		this.addresses = List.of(FIRST);
		assertThat(ask(MANNER)).isEqualTo("first");
		serve(SECOND, this.port, "second");
		this.addresses = List.of(SECOND);
		this.server.stop(0);
		assertThat(ask(MANNER)).isEqualTo("second");
	}

	@Test
	void eachNewConnectionAsksForTheAddress() throws IOException {
		serve(SECOND, this.port, "second");
		this.addresses = List.of(FIRST);
		assertThat(ask(FRESH)).isEqualTo("first");
		this.addresses = List.of(SECOND);
		assertThat(ask(FRESH)).isEqualTo("second");
		assertThat(this.lookups).hasValue(2);
	}

	@Test
	void aNameServiceThatIsAwayForAWhileMeansNotSent() {
		assertThatExceptionOfType(WireException.class).isThrownBy(() -> ask(MANNER))
			.withMessage("the name of the host cannot be resolved")
			.satisfies((failure) -> assertThat(failure.isSent()).isFalse());
		this.addresses = List.of(FIRST);
		assertThat(ask(MANNER)).isEqualTo("first");
	}

	@Test
	void addressesThatRefuseAreFollowedByTheNextOne() {
		this.addresses = List.of(OTHER_FAMILY, REFUSING, FIRST);
		assertThat(ask(FRESH)).isEqualTo("first");
		assertThat(ask(MANNER)).isEqualTo("first");
	}

	@Test
	void anAddressOfIpv6InTheUrlIsNotLookedUp() throws IOException {
		HttpServer other;
		try {
			other = serve(OTHER_FAMILY, 0, "other");
		}
		catch (IOException ex) {
			Assumptions.abort("There is no IPv6 here");
			return;
		}
		assertThat(ask(URI.create("http://[::1]:" + other.getAddress().getPort() + "/health"), MANNER,
				Duration.ofSeconds(30)))
			.isEqualTo("other");
		assertThat(this.lookups).hasValue(0);
	}

	@Test
	void anAddressThatLeadsNowhereIsTriedLastByTheNextConnection() throws IOException {
		keepSilent(SILENT);
		this.addresses = List.of(SILENT, FIRST);
		assertThatExceptionOfType(WireException.class).isThrownBy(() -> ask(FRESH, Duration.ofMillis(500)))
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(WireException.Kind.TIMEOUT));
		// The connection that was given up is closed soon
		await().atMost(30, TimeUnit.SECONDS)
			.ignoreExceptions()
			.until(() -> ask(FRESH, Duration.ofSeconds(3)), "first"::equals);
	}

}
