package io.octostore.spring.lock;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.env.MapPropertySource;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A plain application context with the post-processor and some beans.
 */
final class LockContext implements AutoCloseable {

	final FakeLocks locks = new FakeLocks();

	private final AtomicLong ahead = new AtomicLong();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	static LockContext of(Class<?>... beans) {
		return new LockContext(LockAnnotationSettings.defaults(), true, Map.of(), beans);
	}

	static LockContext withInterfaceProxies(Class<?>... beans) {
		return new LockContext(LockAnnotationSettings.defaults(), false, Map.of(), beans);
	}

	static LockContext with(LockAnnotationSettings settings, Class<?>... beans) {
		return new LockContext(settings, true, Map.of(), beans);
	}

	static LockContext with(Map<String, Object> properties, Class<?>... beans) {
		return new LockContext(LockAnnotationSettings.defaults(), true, properties, beans);
	}

	static LockContext withTimer(Scheduler timer, LockAnnotationSettings settings, Class<?>... beans) {
		return new LockContext(timer, settings, true, Map.of(), beans);
	}

	LockContext(LockAnnotationSettings settings, boolean proxyTargetClass, Map<String, Object> properties,
			Class<?>... beans) {
		this(Schedulers.parallel(), settings, proxyTargetClass, properties, beans);
	}

	private LockContext(Scheduler timer, LockAnnotationSettings settings, boolean proxyTargetClass,
			Map<String, Object> properties, Class<?>... beans) {
		this.context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
		RootBeanDefinition definition = new RootBeanDefinition(DistributedLockPostProcessor.class, () -> {
			DistributedLockPostProcessor processor = new DistributedLockPostProcessor(() -> this.locks, () -> settings);
			processor.setProxyTargetClass(proxyTargetClass);
			processor.setTimer(timer);
			processor.setClock(() -> System.nanoTime() + this.ahead.get());
			return processor;
		});
		definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		this.context.registerBeanDefinition("lockPostProcessor", definition);
		this.context.registerBean("locks", FakeLocks.class, () -> this.locks);
		this.context.registerBean("properties", PropertySourcesPlaceholderConfigurer.class);
		for (Class<?> bean : beans) {
			this.context.register(bean);
		}
		try {
			this.context.refresh();
		}
		catch (RuntimeException ex) {
			this.context.close();
			throw ex;
		}
	}

	/**
	 * Let time go by for the log of skips.
	 */
	void advance(Duration time) {
		this.ahead.addAndGet(time.toNanos());
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
