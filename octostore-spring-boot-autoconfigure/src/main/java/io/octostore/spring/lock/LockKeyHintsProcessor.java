package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.ResolvableType;

/**
 * Tells a native image what key expressions reach by reflection: the parameters of the
 * annotated methods of a bean with all that they are made of, and the root object.
 */
final class LockKeyHintsProcessor implements BeanRegistrationAotProcessor {

	private final BindingReflectionHintsRegistrar parts = new BindingReflectionHintsRegistrar();

	LockKeyHintsProcessor() {
	}

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
		Class<?> type = registeredBean.getBeanClass();
		List<Method> methods = LockAnnotations.findAll(type)
			.stream()
			.filter((method) -> LockAnnotations.find(method, type).stream().anyMatch((lock) -> !lock.key().isBlank()))
			.toList();
		return methods.isEmpty() ? null : (generationContext, code) -> {
			ReflectionHints hints = generationContext.getRuntimeHints().reflection();
			hints.registerType(LockKeyRoot.class, MemberCategory.INVOKE_PUBLIC_METHODS);
			methods.forEach((method) -> register(method, hints));
		};
	}

	private void register(Method method, ReflectionHints hints) {
		for (Type parameter : method.getGenericParameterTypes()) {
			this.parts.registerReflectionHints(hints, parameter);
			Class<?> type = ResolvableType.forType(parameter).resolve(Object.class);
			if (!type.isPrimitive()) {
				hints.registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS);
			}
		}
	}

}
