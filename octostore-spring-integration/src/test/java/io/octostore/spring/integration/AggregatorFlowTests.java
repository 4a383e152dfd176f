package io.octostore.spring.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.store.MessageGroup;
import org.springframework.integration.store.MessageGroupStore;
import org.springframework.integration.store.MessageGroupStore.MessageGroupCallback;
import org.springframework.integration.store.SimpleMessageStore;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.integration.support.locks.PassThruLockRegistry;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

import io.octostore.embedded.Operation;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two instances of a flow aggregate messages into one message store that they share.
 */
class AggregatorFlowTests {

	private static final int GROUPS = 4;

	private static final int SIZE = 6;

	private final Instances instances = new Instances(TestServer.embedded());

	private final ExecutorService senders = Executors.newFixedThreadPool(4);

	/** Stands for a database; without locks of its own, which one process would share. */
	private final SimpleMessageStore store = new SimpleMessageStore(0, 0, new PassThruLockRegistry()) {

		@Override
		public void registerMessageGroupExpiryCallback(MessageGroupCallback callback) {
			// For one aggregator only
		}

	};

	/** Callers that are inside of the release strategy, by group. */
	private final Map<String, AtomicInteger> callers = new ConcurrentHashMap<>();

	private final AtomicInteger mostInside = new AtomicInteger();

	private AnnotationConfigApplicationContext one;

	private AnnotationConfigApplicationContext other;

	@BeforeEach
	void start() {
		this.one = startInstance();
		this.other = startInstance();
	}

	@AfterEach
	void stop() throws Exception {
		this.senders.shutdownNow();
		this.one.close();
		this.other.close();
		this.instances.close();
	}

	private AnnotationConfigApplicationContext startInstance() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean(OctoStoreLockRegistry.class,
				() -> new OctoStoreLockRegistry(this.instances.newLocks(), "orders"));
		context.registerBean(MessageGroupStore.class, () -> this.store);
		context.registerBean(AggregatorFlowTests.class, () -> this);
		context.register(Flow.class);
		context.refresh();
		return context;
	}

	@Test
	void bothInstancesTogetherReleaseEachGroupOnce() throws Exception {
		List<Callable<Void>> sends = new ArrayList<>();
		for (int number = 0; number < GROUPS * SIZE; number++) {
			String group = "group-" + number % GROUPS;
			AnnotationConfigApplicationContext context = (number % 3 == 0) ? this.other : this.one;
			int payload = number;
			sends.add(() -> {
				context.getBean("orders", MessageChannel.class)
					.send(MessageBuilder.withPayload(payload).setCorrelationId(group).build());
				return null;
			});
		}
		for (Future<Void> sent : this.senders.invokeAll(sends, 60, TimeUnit.SECONDS)) {
			sent.get();
		}
		List<Object> payloads = new ArrayList<>();
		int messages = drain(this.one, payloads) + drain(this.other, payloads);
		assertThat(messages).isEqualTo(GROUPS);
		assertThat(payloads).hasSize(GROUPS * SIZE).doesNotHaveDuplicates();
		assertThat(this.mostInside).hasValue(1);
		assertThat(this.instances.server().count(Operation.ACQUIRE)).isGreaterThanOrEqualTo(GROUPS * SIZE);
		assertThat(this.instances.newClient().listLocks().locks()).isEmpty();
	}

	private static int drain(AnnotationConfigApplicationContext context, List<Object> payloads) {
		List<?> messages = context.getBean("batches", QueueChannel.class).clear();
		messages.forEach((message) -> payloads.addAll((List<?>) ((Message<?>) message).getPayload()));
		return messages.size();
	}

	/**
	 * The release strategy, which runs under the lock of the group.
	 */
	boolean isComplete(MessageGroup group) {
		String key = group.getGroupId().toString();
		this.mostInside.accumulateAndGet(enter(key), Math::max);
		try {
			Thread.yield();
			return group.size() >= SIZE;
		}
		finally {
			leave(key);
		}
	}

	private int enter(String key) {
		return this.callers.computeIfAbsent(key, (ignored) -> new AtomicInteger()).incrementAndGet();
	}

	private void leave(String key) {
		this.callers.get(key).decrementAndGet();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class Flow {

		@Bean
		QueueChannel batches() {
			return new QueueChannel();
		}

		@Bean
		IntegrationFlow aggregation(OctoStoreLockRegistry lockRegistry, MessageGroupStore store,
				AggregatorFlowTests test) {
			return IntegrationFlow.from("orders")
				.aggregate((aggregator) -> aggregator.messageStore(store)
					.lockRegistry(lockRegistry)
					.releaseStrategy(test::isComplete)
					.expireGroupsUponCompletion(true))
				.channel("batches")
				.get();
		}

	}

}
