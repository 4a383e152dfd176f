package io.octostore.spring.proxy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;

import org.springframework.aop.framework.Advised;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.util.ClassUtils;

/**
 * Tells whether calls of a method pass through the proxy of its bean.
 */
public final class ProxiedMethods {

	private ProxiedMethods() {
	}

	/**
	 * Whether an interface that a proxy implements declares a method, possibly with other
	 * parameter types, as a generic interface does.
	 * @param proxy a proxy of interfaces
	 * @param method the method as the target class has it
	 * @return whether it is declared
	 */
	public static boolean isDeclared(Advised proxy, Method method) {
		return Arrays.stream(proxy.getProxiedInterfaces())
			.anyMatch((type) -> ClassUtils.hasMethod(type, method.getName(), method.getParameterTypes())
					|| hasBridged(type, method));
	}

	private static boolean hasBridged(Class<?> type, Method method) {
		return Arrays.stream(type.getMethods())
			.anyMatch((declared) -> BridgeMethodResolver.getMostSpecificMethod(declared, method.getDeclaringClass())
				.equals(method));
	}

	/**
	 * Whether a method is invisible to the proxy of a class, because it is
	 * package-private in another package.
	 * @param targetClass the class
	 * @param method the method as the target class has it
	 * @return whether it is invisible
	 */
	public static boolean isHidden(Class<?> targetClass, Method method) {
		return (method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED | Modifier.PRIVATE)) == 0
				&& !method.getDeclaringClass().getPackageName().equals(targetClass.getPackageName());
	}

}
