package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.InlineList;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.util.ReflectionUtils;

/**
 * Refuses keys at startup that could not have a value at any call.
 */
final class LockKeyChecks {

	static final ParameterNameDiscoverer PARAMETER_NAMES = new DefaultParameterNameDiscoverer();

	private static final Set<String> ROOT_PROPERTIES = Set.of("method", "methodName", "target", "targetClass", "args");

	private final String text;

	private final Method method;

	/** Types of the variables. */
	private final Map<String, Class<?>> variables = new LinkedHashMap<>();

	private final boolean namesKnown;

	LockKeyChecks(String text, Method method) {
		this.text = text;
		this.method = method;
		@Nullable String @Nullable [] names = PARAMETER_NAMES.getParameterNames(method);
		this.namesKnown = names != null;
		Class<?>[] types = method.getParameterTypes();
		// The last parameter of a suspend function is none that its author wrote
		int count = KotlinDetector.isSuspendingFunction(method) ? types.length - 1 : types.length;
		for (int index = 0; index < count; index++) {
			this.variables.put("#p" + index, types[index]);
			this.variables.put("#a" + index, types[index]);
			if (names != null) {
				this.variables.put("#" + names[index], types[index]);
			}
		}
	}

	/**
	 * Check an expression.
	 * @throws InvalidLockMethodException if it cannot have a value
	 */
	void check(SpelNode expression) {
		if (this.text.contains("${")) {
			throw refused("holds a placeholder that has no value",
					"Define the property, or give the placeholder a default: ${property:default}");
		}
		checkNames(expression, true, true);
		for (SpelNode part : parts(expression)) {
			Class<?> type = this.variables.getOrDefault(part.toStringAST(), Object.class);
			String problem = problem(type, part == expression);
			if (problem != null) {
				throw refused("uses " + part.toStringAST() + ", a " + type.getTypeName() + ", " + problem,
						"Name a part of it that has a text, a number or another value with a text of its own");
			}
		}
	}

	private static List<SpelNode> parts(SpelNode expression) {
		List<SpelNode> parts = new ArrayList<>();
		if (expression instanceof InlineList) {
			for (int index = 0; index < expression.getChildCount(); index++) {
				parts.add(expression.getChild(index));
			}
		}
		else {
			parts.add(expression);
		}
		return parts;
	}

	private static @Nullable String problem(Class<?> type, boolean alone) {
		if (alone && type.isArray()) {
			return LockKeyText.problem(type.getComponentType());
		}
		return (alone && List.class.isAssignableFrom(type)) ? null : LockKeyText.problem(type);
	}

	/**
	 * Check that a node and those below it name what exists.
	 * @param first whether the node does not belong to a value before it
	 * @param ofRoot whether names without a value before them belong to the root object,
	 * and not to an element of a list
	 */
	private void checkNames(SpelNode node, boolean first, boolean ofRoot) {
		if (node instanceof VariableReference) {
			checkVariable(node.toStringAST());
		}
		if (first && ofRoot && node instanceof PropertyOrFieldReference property) {
			checkProperty(property.getName());
		}
		if (first && ofRoot && node instanceof MethodReference call) {
			checkCall(call.getName());
		}
		boolean ofRootInside = ofRoot && !(node instanceof Projection) && !(node instanceof Selection);
		for (int index = 0; index < node.getChildCount(); index++) {
			checkNames(node.getChild(index), !(node instanceof CompoundExpression) || index == 0, ofRootInside);
		}
	}

	private void checkVariable(String variable) {
		if (this.variables.containsKey(variable) || variable.equals("#root") || variable.equals("#this")) {
			return;
		}
		throw refused("uses " + variable + ", which is not a parameter of the method",
				this.namesKnown ? "Use one of its parameters by name or position (#p0)"
						: "Compile with -parameters, or use the parameter's position (#p0)");
	}

	private void checkProperty(String name) {
		if (ROOT_PROPERTIES.contains(name)) {
			return;
		}
		throw refused("uses '" + name + "', which is neither a parameter nor a text",
				this.variables.containsKey("#" + name) ? "Write #" + name + " for the parameter"
						: "Write '#' before the name of a parameter, and quote a constant text: key = \"'" + name
								+ "'\"");
	}

	private void checkCall(String name) {
		boolean known = Arrays.stream(ReflectionUtils.getDeclaredMethods(LockKeyRoot.class))
			.anyMatch((declared) -> declared.getName().equals(name));
		if (!known) {
			throw refused("calls " + name + "() on nothing", "Call it on a parameter (#order." + name
					+ "()), on the bean (#root.target." + name + "()) or on another bean (@orders." + name + "())");
		}
	}

	private InvalidLockMethodException refused(String reason, String cure) {
		return new InvalidLockMethodException(this.method, "has a key '" + this.text + "' that " + reason, cure);
	}

}
