package io.octostore.spring.lock;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Tells mocks of tests from beans: nothing runs in them that a lock could protect.
 */
final class Mocks {

	private static final @Nullable Method MOCKING_DETAILS = find("org.mockito.Mockito", "mockingDetails", Object.class);

	private static final @Nullable Method IS_MOCK = find("org.mockito.MockingDetails", "isMock");

	private Mocks() {
	}

	static boolean isMock(Object bean) {
		if (MOCKING_DETAILS == null || IS_MOCK == null) {
			return false;
		}
		Object details = ReflectionUtils.invokeMethod(MOCKING_DETAILS, null, bean);
		return Boolean.TRUE.equals(ReflectionUtils.invokeMethod(IS_MOCK, details));
	}

	private static @Nullable Method find(String className, String method, Class<?>... parameters) {
		ClassLoader classLoader = Mocks.class.getClassLoader();
		return ClassUtils.isPresent(className, classLoader)
				? ReflectionUtils.findMethod(ClassUtils.resolveClassName(className, classLoader), method, parameters)
				: null;
	}

}
