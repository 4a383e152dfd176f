package io.octostore.spring.lock;

import java.time.Clock;
import java.time.ZoneId;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.util.StringUtils;

/**
 * Finds the clock by which Spring calls scheduled methods.
 */
final class SchedulerClocks {

	private final @Nullable BeanFactory beanFactory;

	SchedulerClocks(@Nullable BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * The clock of a scheduler.
	 * @param qualifier the scheduler's qualifier; empty for the default one
	 */
	Clock find(String qualifier) {
		BeanFactory factory = this.beanFactory;
		if (factory == null) {
			return Clock.system(ZoneId.systemDefault());
		}
		try {
			return scheduler(factory, qualifier).getClock();
		}
		catch (BeansException ex) {
			// Spring then makes a scheduler of its own, which has the system's clock
			return Clock.system(ZoneId.systemDefault());
		}
	}

	private static TaskScheduler scheduler(BeanFactory factory, String qualifier) {
		if (StringUtils.hasText(qualifier)) {
			return BeanFactoryAnnotationUtils.qualifiedBeanOfType(factory, TaskScheduler.class, qualifier);
		}
		try {
			return factory.getBean(TaskScheduler.class);
		}
		catch (NoUniqueBeanDefinitionException ex) {
			return factory.getBean(ScheduledAnnotationBeanPostProcessor.DEFAULT_TASK_SCHEDULER_BEAN_NAME,
					TaskScheduler.class);
		}
	}

}
