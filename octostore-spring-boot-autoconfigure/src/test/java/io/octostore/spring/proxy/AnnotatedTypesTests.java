package io.octostore.spring.proxy;

import org.junit.jupiter.api.Test;
import org.springframework.context.support.StaticMessageSource;

import io.octostore.lock.DistributedLock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which classes are searched for annotations.
 */
class AnnotatedTypesTests {

	@Test
	void searchesClassesOfApplications() {
		assertThat(AnnotatedTypes.mayHave(Job.class, DistributedLock.class)).isTrue();
	}

	@Test
	void leavesClassesOfTheFrameworkOut() {
		assertThat(AnnotatedTypes.mayHave(StaticMessageSource.class, DistributedLock.class)).isFalse();
	}

	@Test
	void searchesSubclassesOfTheFramework() {
		assertThat(AnnotatedTypes.mayHave(Messages.class, DistributedLock.class)).isTrue();
	}

	@Test
	void leavesClassesOfThePlatformOut() {
		assertThat(AnnotatedTypes.mayHave(String.class, DistributedLock.class)).isFalse();
	}

	private static final class Job {

	}

	private static final class Messages extends StaticMessageSource {

	}

}
