package io.octostore.docs;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.octostore.docs.TaggedTests.TaggedTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class TaggedTestsTests {

	@Test
	void findsAMethod() {
		assertThat(tests("""
				class LeaseTests {

					@Test
					@Fault("A1")
					void staysHeld() throws Exception {
						assertThat(lease.isHeld()).isTrue();
					}

					@Test
					void isOfNoFault() {
					}

				}
				""")).containsExactly(new TaggedTest("A1", "LeaseTests.staysHeld"));
	}

	@Test
	void findsAMethodOfSeveralFaultsBehindOtherAnnotations() {
		assertThat(tests("""
				@Fault("A1")
				@Fault("J10")
				@ParameterizedTest(name = "{0}")
				@MethodSource({ "answers",
						"others" })
				void staysHeld(Answer answer) {
				""")).containsExactly(new TaggedTest("A1", "LeaseTests.staysHeld"),
				new TaggedTest("J10", "LeaseTests.staysHeld"));
	}

	@Test
	void findsClasses() {
		assertThat(tests("""
				@Fault("B1")
				class LeaseTests {

					@Nested
					@Fault("B2")
					class Afterwards {
				""")).containsExactly(new TaggedTest("B1", "LeaseTests"),
				new TaggedTest("B2", "LeaseTests.Afterwards"));
	}

	@Test
	void findsMethodsInKotlin() {
		assertThat(tests("""
				@Test
				@Fault("H8")
				fun `holds to the end`() = runTest {
				""")).containsExactly(new TaggedTest("H8", "LeaseTests.holds to the end"));
	}

	@Test
	void refusesATagOfNothing() {
		assertThatIllegalStateException().isThrownBy(() -> tests("""
				@Fault("A1")
				private int field;
				""")).withMessageContaining("LeaseTests").withMessageContaining("private int field;");
	}

	/**
	 * Not written as tags, so that the page does not list the texts of these tests.
	 */
	private static List<TaggedTest> tests(String source) {
		return TaggedTests.in("LeaseTests", source.replace("@Fault(\"", "@Tag(\"field-fault-"));
	}

}
