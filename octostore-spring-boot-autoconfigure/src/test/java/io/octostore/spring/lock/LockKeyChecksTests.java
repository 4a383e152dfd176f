package io.octostore.spring.lock;

import java.util.Calendar;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.expression.EvaluationException;

import io.octostore.OctoStoreValidationException;
import io.octostore.lock.DistributedLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Keys that cannot have a value are refused at startup, with the cure.
 */
class LockKeyChecksTests {

	@Test
	@Tag("field-fault-G1")
	void placeholdersAreResolvedFirst() {
		try (LockContext context = LockContext.with(Map.of("app.region", "eu"), WithPlaceholder.class)) {
			context.bean(WithPlaceholder.class).run("7");
			assertThat(context.locks.journal).containsExactly("lock job.eu-7", "unlock job.eu-7");
		}
		assertRefused(WithPlaceholder.class).withMessageContaining("${app.region}")
			.withMessageContaining("cannot be resolved");
	}

	@Test
	@Tag("field-fault-G2")
	void aParameterNeedsItsSign() {
		assertRefused(WithoutSign.class)
			.withMessageContaining("has a key 'orderId' that uses 'orderId', which is neither a parameter nor a text")
			.withMessageContaining("Write #orderId for the parameter");
		assertRefused(WithoutQuotes.class).withMessageContaining("quote a constant text: key = \"'nightly'\"");
		assertRefused(InsideOfAnother.class).withMessageContaining("uses 'orderId'");
		assertRefused(CallOnNothing.class).withMessageContaining("calls trim() on nothing");
	}

	@Test
	void whatIsUsedRightIsAccepted() {
		try (LockContext context = LockContext.of(Right.class)) {
			Right right = context.bean(Right.class);
			right.property(new Order("7", List.of(1, 2)));
			right.elements(new Order("7", List.of(1, 2)));
			right.conditional("");
			right.list("a", 2);
			right.array("a", "b");
			assertThat(context.locks.options.keySet()).containsExactlyInAnyOrder("property.7", "elements.2",
					"conditional.none", "list.a.-2", "array.a.-b");
		}
	}

	@Test
	@Tag("field-fault-G2")
	void aFailureAtACallNamesMethodLockKeyAndCause() {
		try (LockContext context = LockContext.of(Right.class)) {
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> context.bean(Right.class).property(null))
				.withMessageStartingWith("The key '#order.id' of lock 'property' of ")
				.withMessageContaining("LockKeyChecksTests$Right.property cannot be evaluated: EL1007E")
				.withCauseInstanceOf(EvaluationException.class);
			assertThat(context.locks.journal).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { OfSet.class, OfMap.class, OfCalendar.class, OfPlainObject.class, OfFuture.class,
			OfListInList.class, OfMatrix.class })
	@Tag("field-fault-G3")
	void aTypeWithoutATextIsRefused(Class<?> bean) {
		assertRefused(bean).withMessageContaining("has a key '").withMessageContaining("#p0, a ");
	}

	private static ThrowableAssertAlternative<?> assertRefused(Class<?> bean) {
		return assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> LockContext.of(bean))
			.havingCause()
			.isInstanceOf(InvalidLockMethodException.class);
	}

	record Order(String id, List<Integer> items) {
	}

	static class WithPlaceholder {

		@DistributedLock(name = "job", key = "'${app.region}-' + #p0")
		public void run(String id) {
		}

	}

	static class WithoutSign {

		@DistributedLock(name = "job", key = "orderId")
		public void run(String orderId) {
		}

	}

	static class WithoutQuotes {

		@DistributedLock(name = "job", key = "nightly")
		public void run(String orderId) {
		}

	}

	static class InsideOfAnother {

		@DistributedLock(name = "job", key = "'x' + (orderId ?: 'none')")
		public void run(String orderId) {
		}

	}

	static class CallOnNothing {

		@DistributedLock(name = "job", key = "trim()")
		public void run(String orderId) {
		}

	}

	static class Right {

		@DistributedLock(name = "property", key = "#order.id")
		public void property(Order order) {
		}

		@DistributedLock(name = "elements", key = "#order.items.?[#this > 1]")
		public void elements(Order order) {
		}

		@DistributedLock(name = "conditional", key = "#text.empty ? 'none' : #text.trim()")
		public void conditional(String text) {
		}

		@DistributedLock(name = "list", key = "{#p0, #p1}")
		public void list(String text, int number) {
		}

		@DistributedLock(name = "array", key = "#root.args")
		public void array(String first, String second) {
		}

	}

	static class OfSet {

		@DistributedLock(name = "job", key = "#p0")
		public void run(Set<String> value) {
		}

	}

	static class OfMap {

		@DistributedLock(name = "job", key = "#p0")
		public void run(Map<String, String> value) {
		}

	}

	static class OfCalendar {

		@DistributedLock(name = "job", key = "#p0")
		public void run(Calendar value) {
		}

	}

	static class OfPlainObject {

		@DistributedLock(name = "job", key = "{'a', #p0}")
		public void run(OfPlainObject value) {
		}

	}

	static class OfFuture {

		@DistributedLock(name = "job", key = "#p0")
		public void run(Future<String> value) {
		}

	}

	static class OfListInList {

		@DistributedLock(name = "job", key = "{'a', #p0}")
		public void run(List<String> value) {
		}

	}

	static class OfMatrix {

		@DistributedLock(name = "job", key = "#p0")
		public void run(int[][] value) {
		}

	}

}
