package io.octostore.spring.lock;

import java.lang.reflect.Method;

import org.junit.jupiter.api.Test;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application is told of a method that cannot run under its lock.
 */
class InvalidLockMethodExceptionTests {

	private final Method method = ReflectionUtils.findMethod(Job.class, "run", String.class, int.class);

	@Test
	void saysWhichMethodBreaksWhichRuleAndWhatMendsIt() {
		InvalidLockMethodException failure = new InvalidLockMethodException(this.method, "is private",
				"Make it public");
		assertThat(failure).hasMessage("Method " + Job.class.getName() + ".run(String, int) is private. Make it public")
			.hasNoCause();
		assertThat(failure.method()).isEqualTo(Job.class.getName() + ".run(String, int)");
		assertThat(failure.reason()).isEqualTo("is private");
		assertThat(failure.cure()).isEqualTo("Make it public");
	}

	@Test
	void keepsWhatRevealedIt() {
		IllegalStateException cause = new IllegalStateException("no such key");
		assertThat(new InvalidLockMethodException(this.method, "has no key", "Name one", cause)).hasCause(cause);
	}

	interface Job {

		void run(String text, int number);

	}

}
