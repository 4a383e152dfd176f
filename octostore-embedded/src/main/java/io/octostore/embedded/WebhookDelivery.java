package io.octostore.embedded;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLException;

import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Tells webhooks of the events on their owners' locks, without waiting for it.
 */
final class WebhookDelivery implements LockEvents.Listener {

	private static final Logger logger = LoggerFactory.getLogger(WebhookDelivery.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final int MAX_EVENTS = 32;

	private final WebhookTable webhooks;

	private final WebhookTrust trust;

	private final LoopResources threads;

	private final Scheduler scheduler;

	/** Made when it is needed first: most tests have no webhooks. */
	private @Nullable HttpClient client;

	private final Disposable.Composite deliveries = Disposables.composite();

	private final AtomicInteger underWay = new AtomicInteger();

	WebhookDelivery(WebhookTable webhooks, WebhookTrust trust, HttpListener listener) {
		this.webhooks = webhooks;
		this.trust = trust;
		this.threads = listener.threads();
		this.scheduler = listener.scheduler();
	}

	private static HttpClient client(WebhookTrust trust, LoopResources threads) {
		HttpClient client = HttpClient.create(ConnectionProvider.newConnection())
			.runOn(threads, false)
			.responseTimeout(TIMEOUT)
			.disableRetry(true)
			.headers((headers) -> headers.set("Content-Type", "application/json")
				.set("User-Agent", "OctoStore-Webhook/1.0"));
		if (!trust.privateNetworks()) {
			return client.resolvedAddressesSelector((config, addresses) -> publicOnly(addresses));
		}
		return trust.certificates().isEmpty() ? client
				: client.secure((tls) -> tls.sslContext(trusting(trust.certificates())));
	}

	private static SslContext trusting(List<X509Certificate> certificates) {
		try {
			return SslContextBuilder.forClient().trustManager(certificates).build();
		}
		catch (SSLException ex) {
			throw new IllegalStateException("The certificates of webhook receivers cannot be used", ex);
		}
	}

	private static List<? extends SocketAddress> publicOnly(List<? extends SocketAddress> addresses) {
		boolean allPublic = addresses.stream()
			.allMatch((address) -> address instanceof InetSocketAddress socket
					&& PublicNetwork.contains(socket.getAddress()));
		return allPublic ? addresses : List.of();
	}

	@Override
	public void onEvent(LockEvents.Type type, Lease lease, Instant now) {
		List<Webhook> wanting = this.webhooks.hearingOf(lease.owner())
			.stream()
			.filter((webhook) -> webhook.wants(type, lease.name()))
			.toList();
		if (wanting.isEmpty()) {
			return;
		}
		if (this.underWay.incrementAndGet() > MAX_EVENTS) {
			this.underWay.decrementAndGet();
			return;
		}
		HttpClient sender = (this.client != null) ? this.client : client(this.trust, this.threads);
		this.client = sender;
		byte[] body = this.webhooks.generation().hasPrivateWebhooks() ? WebhookMessage.body(type, lease, now)
				: WebhookMessage.formerBody(type, lease, now);
		Disposable.Swap self = Disposables.swap();
		this.deliveries.add(self);
		Flux<Void> delivery = Flux.fromIterable(wanting)
			.concatMap((webhook) -> send(sender, webhook, body))
			.doFinally((signal) -> {
				this.underWay.decrementAndGet();
				this.deliveries.remove(self);
			})
			.subscribeOn(this.scheduler);
		self.update(delivery.subscribe());
	}

	/**
	 * Gives up what is under way.
	 */
	void stop() {
		this.deliveries.dispose();
	}

	private Mono<Void> send(HttpClient sender, Webhook webhook, byte[] body) {
		return sender.headers((headers) -> {
			if (webhook.secret() != null) {
				headers.set("X-OctoStore-Signature", WebhookMessage.signature(webhook.secret(), body));
			}
		})
			.post()
			.uri(webhook.url())
			.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
			.response()
			.timeout(TIMEOUT, this.scheduler)
			.filter((response) -> response.status().code() / 100 == 2)
			.switchIfEmpty(Mono.error(() -> new IllegalStateException("the receiver did not accept the event")))
			.retry(1)
			.then()
			.onErrorResume((ex) -> {
				logger.debug("{} could not be told", webhook, ex);
				return Mono.empty();
			});
	}

}
