package io.octostore.benchmarks.overhead;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import net.javacrumbs.shedlock.core.DefaultLockingTaskExecutor;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.LockingTaskExecutor;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.resilience.annotation.EnableResilientMethods;

import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.lock.DistributedLockPostProcessor;

/**
 * Calls of methods under locks that are always free, in code and through annotations.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Calls {

	/** As many orders as make their names and keys differ from call to call. */
	private static final int MASK = 1023;

	private final String[] numbers = new String[MASK + 1];

	private final Orders.Order[] parts = new Orders.Order[MASK + 1];

	private final Orders direct = new Orders();

	private int next;

	@Nullable private AnnotationConfigApplicationContext context;

	private Orders orders = this.direct;

	private OctoStoreLocks locks = new FreeLocks();

	private LockingTaskExecutor shedLock = new DefaultLockingTaskExecutor(new FreeProvider());

	/**
	 * Create the benchmark.
	 */
	public Calls() {
	}

	/**
	 * Start an application context with the bean.
	 */
	@Setup
	public void start() {
		for (int index = 0; index <= MASK; index++) {
			this.numbers[index] = "2026-" + (100_000 + index);
			this.parts[index] = new Orders.Order(this.numbers[index]);
		}
		AnnotationConfigApplicationContext started = new AnnotationConfigApplicationContext(Application.class);
		this.context = started;
		this.orders = started.getBean(Orders.class);
		this.locks = started.getBean(OctoStoreLocks.class);
		this.shedLock = new DefaultLockingTaskExecutor(started.getBean(LockProvider.class));
	}

	/**
	 * Close the context.
	 */
	@TearDown
	public void stop() {
		if (this.context != null) {
			this.context.close();
		}
	}

	private String number() {
		return this.numbers[this.next++ & MASK];
	}

	/**
	 * No lock.
	 * @return the result of the method
	 */
	@Benchmark
	public String bare() {
		return this.direct.plain(number());
	}

	/**
	 * The lock in code.
	 * @return the result of the method
	 */
	@Benchmark
	public String inCode() {
		String number = number();
		return this.locks.execute("orders", (lock) -> this.direct.plain(number));
	}

	/**
	 * The lock in code, another one for each order.
	 * @return the result of the method
	 */
	@Benchmark
	public String inCodeByKey() {
		String number = number();
		return this.locks.execute("orders." + number, (lock) -> this.direct.plain(number));
	}

	/**
	 * The annotation.
	 * @return the result of the method
	 */
	@Benchmark
	public String annotated() {
		return this.orders.locked(number());
	}

	/**
	 * The annotation with an argument as the key.
	 * @return the result of the method
	 */
	@Benchmark
	public String annotatedByKey() {
		return this.orders.lockedByKey(number());
	}

	/**
	 * The annotation with a part of an argument as the key.
	 * @return the result of the method
	 */
	@Benchmark
	public String annotatedByPart() {
		return this.orders.lockedByPart(this.parts[this.next++ & MASK]);
	}

	/**
	 * ShedLock in code.
	 * @return the result of the method
	 * @throws Throwable never
	 */
	@Benchmark
	public @Nullable String shedLockInCode() throws Throwable {
		String number = number();
		LockConfiguration configuration = new LockConfiguration(Instant.now(), "orders", Duration.ofMinutes(10),
				Duration.ZERO);
		return this.shedLock.executeWithLock(() -> this.direct.plain(number), configuration).getResult();
	}

	/**
	 * ShedLock's annotation.
	 * @return the result of the method
	 */
	@Benchmark
	public String shedLockAnnotated() {
		return this.orders.shedLocked(number());
	}

	/**
	 * Spring's limit of concurrency.
	 * @return the result of the method
	 */
	@Benchmark
	public String concurrencyLimit() {
		return this.orders.limited(number());
	}

	/**
	 * Every annotation, as an application has it.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableSchedulerLock(defaultLockAtMostFor = "10m")
	@EnableResilientMethods(proxyTargetClass = true)
	static class Application {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static DistributedLockPostProcessor lockPostProcessor(ObjectProvider<OctoStoreLocks> locks) {
			DistributedLockPostProcessor processor = new DistributedLockPostProcessor(locks::getObject);
			processor.setProxyTargetClass(true);
			return processor;
		}

		@Bean
		OctoStoreLocks locks() {
			return new FreeLocks();
		}

		@Bean
		LockProvider lockProvider() {
			return new FreeProvider();
		}

		@Bean
		Orders orders() {
			return new Orders();
		}

	}

	/**
	 * Locks of ShedLock that are always free.
	 */
	private static final class FreeProvider implements LockProvider {

		private static final SimpleLock LOCK = () -> {
		};

		@Override
		public Optional<SimpleLock> lock(LockConfiguration configuration) {
			return Optional.of(LOCK);
		}

	}

}
