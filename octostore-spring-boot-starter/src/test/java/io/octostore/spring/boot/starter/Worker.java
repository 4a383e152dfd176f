package io.octostore.spring.boot.starter;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;

/**
 * An application that has this starter and nothing else: runs a job under a lock, says
 * what it was, and ends.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Worker {

	@Bean
	Job job() {
		return new Job();
	}

	public static void main(String[] args) {
		try (ConfigurableApplicationContext context = SpringApplication.run(Worker.class, args)) {
			System.out.println("fencing token: " + context.getBean(Job.class).run());
			System.out.println("kind: " + WebApplicationType.deduce());
			System.out.println("reactor-netty: "
					+ ClassUtils.isPresent("reactor.netty.http.client.HttpClient", Worker.class.getClassLoader()));
		}
	}

	static class Job {

		@DistributedLock("starter-job")
		long run() {
			return CurrentLock.fencingToken();
		}

	}

}
