package io.octostore.spring.lock;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The short way to keys that are an argument or a part of one.
 */
class LockKeyPathTests {

	private static final Object[] ARGS = { "first", new Order("4711", new Customer(null)) };

	private final LockKeyVariables variables = new LockKeyVariables(method(), null);

	private static Method method() {
		Method method = ReflectionUtils.findMethod(LockKeyPathTests.class, "book", String.class, Order.class);
		assertThat(method).isNotNull();
		return method;
	}

	static void book(String root, Order order) {
		throw new UnsupportedOperationException(root + order);
	}

	private @Nullable LockKeyPath path(String expression) {
		SpelNode parsed = ((SpelExpression) new SpelExpressionParser().parseExpression(expression)).getAST();
		return LockKeyPath.of(parsed, this.variables);
	}

	private @Nullable Object read(String expression) {
		LockKeyPath path = path(expression);
		assertThat(path).isNotNull();
		return this.variables.read(path, ARGS);
	}

	@Test
	void readsAnArgumentByPosition() {
		assertThat(read("#p0")).isEqualTo("first");
		assertThat(read("#a0")).isEqualTo("first");
	}

	@Test
	void readsAnArgumentByName() {
		assertThat(read("#order")).isSameAs(ARGS[1]);
	}

	@Test
	void readsAPropertyInsideOfAnArgument() {
		assertThat(read("#order.number")).isEqualTo("4711");
	}

	@Test
	void hasNothingWhereAPropertyIsNull() {
		assertThat(read("#order.customer.name")).isNull();
	}

	@Test
	void hasNothingBehindNull() {
		assertThat(read("#order.customer.name.bytes")).isNull();
	}

	@Test
	void hasNothingWhereThereIsNoProperty() {
		assertThat(read("#order.missing")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "'text'", "#root", "#root.methodName", "#order?.number", "#order.number()", "{#order}",
			"#order.number + 'x'", "#other" })
	void isNotForOtherExpressions(String expression) {
		assertThat(path(expression)).isNull();
	}

	@Test
	void doesNotReadWhatTheCallDoesNotHave() {
		LockKeyPath path = path("#order");
		assertThat(path).isNotNull();
		assertThat(this.variables.read(path, new Object[] { "first" })).isNull();
	}

	@Test
	void theExpressionSaysWhatIsMissing() {
		LockKeyExpression key = LockKeyExpression.parse("#order.customer.name.bytes", method(), "orders", null, 100);
		assertThatThrownBy(() -> key.evaluate(this, ARGS)).hasMessageContaining("'#order.customer.name.bytes'")
			.hasMessageContaining("cannot be evaluated");
	}

	@Test
	void otherExpressionsSeeArgumentsAndRoot() {
		LockKeyExpression key = LockKeyExpression.parse("#root.methodName + '-' + #order.number + '-' + #p0", method(),
				"orders", null, 100);
		assertThat(key.evaluate(this, ARGS)).isEqualTo("book-4711-first");
	}

	record Order(String number, Customer customer) {
	}

	record Customer(@Nullable String name) {
	}

}
