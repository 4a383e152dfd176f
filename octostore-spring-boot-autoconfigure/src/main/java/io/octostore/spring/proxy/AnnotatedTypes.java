package io.octostore.spring.proxy;

import java.lang.annotation.Annotation;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;

/**
 * Tells which classes need not be searched for annotations. Most beans of an application
 * are the framework's own, and to search all their methods makes the start longer.
 */
public final class AnnotatedTypes {

	private static final String FRAMEWORK = "org.springframework.";

	private AnnotatedTypes() {
	}

	/**
	 * Whether methods of a class may have an annotation. Those of the framework's classes
	 * have none, as its own search for event listeners supposes.
	 * @param type the class
	 * @param annotation the annotation
	 * @return {@code false} if there is nothing to find
	 */
	public static boolean mayHave(Class<?> type, Class<? extends Annotation> annotation) {
		return AnnotationUtils.isCandidateClass(type, annotation) && !isOfFramework(type);
	}

	private static boolean isOfFramework(Class<?> type) {
		return type.getName().startsWith(FRAMEWORK)
				&& !AnnotatedElementUtils.isAnnotated(ClassUtils.getUserClass(type), Component.class);
	}

}
