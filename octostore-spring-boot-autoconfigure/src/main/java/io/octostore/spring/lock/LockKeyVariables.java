package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.expression.BeanResolver;
import org.springframework.expression.ConstructorResolver;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.IndexAccessor;
import org.springframework.expression.MethodResolver;
import org.springframework.expression.OperatorOverloader;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypeComparator;
import org.springframework.expression.TypeConverter;
import org.springframework.expression.TypeLocator;
import org.springframework.expression.TypedValue;
import org.springframework.expression.spel.support.StandardEvaluationContext;

/**
 * What the key expression of one method sees. All that is the same for every call is
 * shared, because looking properties and methods up takes longer than the rest of the
 * call.
 */
final class LockKeyVariables {

	private final Method method;

	/** Places of the arguments by the names of their variables. */
	private final Map<String, Integer> places = new HashMap<>();

	private final LockKeyProperties properties = new LockKeyProperties();

	private final StandardEvaluationContext shared = new StandardEvaluationContext();

	LockKeyVariables(Method method, @Nullable BeanResolver beans) {
		this.method = method;
		@Nullable String @Nullable [] names = LockKeyChecks.PARAMETER_NAMES.getParameterNames(method);
		for (int place = 0; place < method.getParameterCount(); place++) {
			this.places.put("a" + place, place);
			this.places.put("p" + place, place);
			if (names != null && place < names.length) {
				this.places.put(String.valueOf(names[place]), place);
			}
		}
		this.shared.setPropertyAccessors(List.of(this.properties));
		if (beans != null) {
			this.shared.setBeanResolver(beans);
		}
	}

	/**
	 * What the expression sees at one call.
	 */
	EvaluationContext of(@Nullable Object target, @Nullable Object[] args) {
		return new OfCall(new LockKeyRoot(this.method, target, args), args);
	}

	/**
	 * The place of the argument that a variable is.
	 * @param variable its name with the {@code #}
	 * @return the place; -1 if it is none
	 */
	int place(String variable) {
		return variable.equals("#root") ? -1 : this.places.getOrDefault(variable.substring(1), -1);
	}

	/**
	 * Read a value inside of an argument.
	 * @return the value; {@code null} if there is none
	 */
	@Nullable Object read(LockKeyPath path, @Nullable Object[] args) {
		return path.read(args, this.shared, this.properties);
	}

	private final class OfCall implements EvaluationContext {

		private final LockKeyRoot root;

		private final @Nullable Object[] args;

		/** Set by the expression itself, which is rare. */
		private @Nullable Map<String, @Nullable Object> assigned;

		OfCall(LockKeyRoot root, @Nullable Object[] args) {
			this.root = root;
			this.args = args;
		}

		@Override
		public TypedValue getRootObject() {
			return new TypedValue(this.root);
		}

		@Override
		public @Nullable Object lookupVariable(String name) {
			if (this.assigned != null && this.assigned.containsKey(name)) {
				return this.assigned.get(name);
			}
			Integer place = LockKeyVariables.this.places.get(name);
			return (place != null && place < this.args.length) ? this.args[place] : null;
		}

		@Override
		public void setVariable(String name, @Nullable Object value) {
			if (this.assigned == null) {
				this.assigned = new HashMap<>();
			}
			this.assigned.put(name, value);
		}

		@Override
		public List<PropertyAccessor> getPropertyAccessors() {
			return LockKeyVariables.this.shared.getPropertyAccessors();
		}

		@Override
		public List<IndexAccessor> getIndexAccessors() {
			return LockKeyVariables.this.shared.getIndexAccessors();
		}

		@Override
		public List<ConstructorResolver> getConstructorResolvers() {
			return LockKeyVariables.this.shared.getConstructorResolvers();
		}

		@Override
		public List<MethodResolver> getMethodResolvers() {
			return LockKeyVariables.this.shared.getMethodResolvers();
		}

		@Override
		public @Nullable BeanResolver getBeanResolver() {
			return LockKeyVariables.this.shared.getBeanResolver();
		}

		@Override
		public TypeLocator getTypeLocator() {
			return LockKeyVariables.this.shared.getTypeLocator();
		}

		@Override
		public TypeConverter getTypeConverter() {
			return LockKeyVariables.this.shared.getTypeConverter();
		}

		@Override
		public TypeComparator getTypeComparator() {
			return LockKeyVariables.this.shared.getTypeComparator();
		}

		@Override
		public OperatorOverloader getOperatorOverloader() {
			return LockKeyVariables.this.shared.getOperatorOverloader();
		}

	}

}
