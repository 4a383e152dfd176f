package io.octostore.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * A gateway in front of a server, embedded or real: it passes requests on, or answers
 * them itself.
 */
public final class Gateway implements AutoCloseable {

	private static final Set<String> OF_A_CONNECTION = Set.of("connection", "content-length", "expect", "host",
			"transfer-encoding", "upgrade");

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "gateway");
		thread.setDaemon(true);
		return thread;
	});

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final HttpServer server;

	private final String target;

	private volatile @Nullable OwnAnswer own;

	private volatile @Nullable Delay delay;

	/**
	 * Open a gateway.
	 * @param target the address of the server
	 */
	public Gateway(String target) {
		this.target = target;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	public String baseUrl() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/**
	 * Answer requests in the place of the server.
	 * @param which method and path of those requests
	 * @param times how many of them
	 * @param status the status
	 * @param type the content type
	 * @param body the body
	 */
	public void answer(Predicate<String> which, int times, int status, String type, String body) {
		this.own = new OwnAnswer(which, new AtomicInteger(times), status, type, body);
	}

	/**
	 * Pass the answers to some requests on late.
	 * @param which method and path of those requests
	 * @param by how much later
	 */
	public void delay(Predicate<String> which, Duration by) {
		this.delay = new Delay(which, by);
	}

	/**
	 * Pass everything on at once.
	 */
	public void stepAside() {
		this.own = null;
		this.delay = null;
	}

	/**
	 * How many requests have arrived.
	 * @param which method and path of those that count
	 */
	public long count(Predicate<String> which) {
		return this.requests.stream().filter(which).count();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			byte[] body = exchange.getRequestBody().readAllBytes();
			String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
			this.requests.add(request);
			OwnAnswer answer = this.own;
			if (answer != null && answer.which().test(request) && answer.left().getAndDecrement() > 0) {
				answer.send(exchange);
			}
			else {
				passOn(exchange, body, request);
			}
		}
	}

	private void passOn(HttpExchange exchange, byte[] body, String what) throws IOException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.target + exchange.getRequestURI()))
			.method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
		exchange.getRequestHeaders().forEach((name, values) -> {
			if (!isOfAConnection(name)) {
				values.forEach((value) -> request.header(name, value));
			}
		});
		try {
			HttpResponse<InputStream> answer = this.client.send(request.build(), BodyHandlers.ofInputStream());
			Delay late = this.delay;
			if (late != null && late.which().test(what)) {
				LockSupport.parkNanos(late.by().toNanos());
			}
			try (InputStream source = answer.body()) {
				answer.headers().map().forEach((name, values) -> {
					if (!isOfAConnection(name)) {
						exchange.getResponseHeaders().put(name, values);
					}
				});
				exchange.sendResponseHeaders(answer.statusCode(), (answer.statusCode() == 204) ? -1 : 0);
				copy(source, exchange.getResponseBody());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static boolean isOfAConnection(String header) {
		return OF_A_CONNECTION.stream().anyMatch(header::equalsIgnoreCase);
	}

	private static void copy(InputStream source, OutputStream target) throws IOException {
		byte[] buffer = new byte[8192];
		int length = source.read(buffer);
		while (length >= 0) {
			target.write(buffer, 0, length);
			target.flush();
			length = source.read(buffer);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/**
	 * Which answers are late.
	 */
	private record Delay(Predicate<String> which, Duration by) {
	}

	/**
	 * What the gateway says itself.
	 */
	private record OwnAnswer(Predicate<String> which, AtomicInteger left, int status, String type, String body) {

		void send(HttpExchange exchange) throws IOException {
			byte[] bytes = this.body.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", this.type);
			exchange.sendResponseHeaders(this.status, (bytes.length == 0) ? -1 : bytes.length);
			if (bytes.length > 0) {
				exchange.getResponseBody().write(bytes);
			}
		}

	}

}
