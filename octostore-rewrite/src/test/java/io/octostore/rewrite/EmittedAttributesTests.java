package io.octostore.rewrite;

import java.lang.reflect.Method;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.WhenHeld;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recipe names the annotation's attributes in texts, which the compiler does not see.
 */
class EmittedAttributesTests {

	@Test
	void theAnnotationHasTheAttributesThatTheRecipeSets() {
		assertThat(Arrays.stream(DistributedLock.class.getMethods()).map(Method::getName)).contains("value", "name",
				"whenHeld");
		assertThat(WhenHeld.valueOf("SKIP")).isNotNull();
	}

	@Test
	void theCurrentLockHasTheMethodsThatTheRecipeCalls() throws NoSuchMethodException {
		Method get = CurrentLock.class.getMethod("get");
		assertThat(get.getReturnType().getMethod("ensureHeld")).isNotNull();
	}

}
