package io.octostore.spring.lock;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ClassUtils;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * Finds transaction managers that are no beans: those that a bean keeps in a field.
 */
final class TransactionManagerFields {

	/** Most classes have none, and many beans have the same class. */
	private static final Map<Class<?>, List<Field>> fields = new ConcurrentReferenceHashMap<>();

	private TransactionManagerFields() {
	}

	static List<TransactionManager> find(Object bean) {
		TransactionManager own = managerOf(bean);
		if (own != null) {
			return List.of(own);
		}
		return fields(ClassUtils.getUserClass(bean)).stream()
			.map((field) -> managerOf(value(field, bean)))
			.filter(Objects::nonNull)
			.map(TransactionManager.class::cast)
			.toList();
	}

	private static @Nullable TransactionManager managerOf(@Nullable Object value) {
		if (value instanceof TransactionManager manager) {
			return manager;
		}
		if (value instanceof TransactionTemplate template) {
			return template.getTransactionManager();
		}
		return (value instanceof TransactionAspectSupport aspect) ? aspect.getTransactionManager() : null;
	}

	private static List<Field> fields(Class<?> beanClass) {
		return fields.computeIfAbsent(beanClass, TransactionManagerFields::read);
	}

	private static List<Field> read(Class<?> beanClass) {
		try {
			return Stream.<Class<?>>iterate(beanClass, TransactionManagerFields::mayHaveSome, Class::getSuperclass)
				.flatMap((type) -> Stream.of(type.getDeclaredFields()))
				.filter(TransactionManagerFields::isOfInterest)
				.filter(Field::trySetAccessible)
				.toList();
		}
		catch (LinkageError | InaccessibleObjectException ex) {
			// A field's type is missing from the class path: it cannot be in use
			return List.of();
		}
	}

	/**
	 * The classes of libraries get their managers as beans.
	 */
	private static boolean mayHaveSome(@Nullable Class<?> type) {
		return type != null && !type.getName().startsWith("java.")
				&& !type.getName().startsWith("org.springframework.");
	}

	private static boolean isOfInterest(Field field) {
		return !Modifier.isStatic(field.getModifiers()) && (TransactionManager.class.isAssignableFrom(field.getType())
				|| TransactionOperations.class.isAssignableFrom(field.getType()));
	}

	private static @Nullable Object value(Field field, Object bean) {
		try {
			return field.get(bean);
		}
		catch (IllegalAccessException ex) {
			return null;
		}
	}

}
