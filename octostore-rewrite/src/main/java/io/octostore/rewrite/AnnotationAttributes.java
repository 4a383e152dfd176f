package io.octostore.rewrite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;

/**
 * The attributes that an annotation sets.
 */
final class AnnotationAttributes {

	private static final Pattern MILLISECONDS = Pattern.compile("\\d+");

	private final Map<String, Expression> values;

	private AnnotationAttributes(Map<String, Expression> values) {
		this.values = values;
	}

	static AnnotationAttributes of(J.Annotation annotation) {
		Map<String, Expression> values = new LinkedHashMap<>();
		List<Expression> arguments = annotation.getArguments();
		if (arguments != null) {
			for (Expression argument : arguments) {
				if (argument instanceof J.Assignment assignment
						&& assignment.getVariable() instanceof J.Identifier attribute) {
					values.put(attribute.getSimpleName(), assignment.getAssignment());
				}
			}
		}
		return new AnnotationAttributes(values);
	}

	@Nullable Expression value(String attribute) {
		return this.values.get(attribute);
	}

	/**
	 * Return the value of an attribute that is a literal text; not of one that is empty.
	 */
	@Nullable String text(String attribute) {
		if (this.values.get(attribute) instanceof J.Literal literal && literal.getValue() instanceof String text) {
			return text.isEmpty() ? null : text;
		}
		return null;
	}

	/**
	 * Return the time of an attribute that is a literal text, with its unit: ShedLock
	 * takes a bare number for milliseconds.
	 */
	@Nullable String time(String attribute) {
		String text = text(attribute);
		return (text != null && MILLISECONDS.matcher(text).matches()) ? text + "ms" : text;
	}

	/**
	 * Whether an attribute is a literal with a SpEL expression, which
	 * {@code @DistributedLock} has in its key only.
	 */
	boolean isExpression(String attribute) {
		String text = text(attribute);
		return text != null && text.contains("#{");
	}

}
