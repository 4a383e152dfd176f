package io.octostore.spring.boot.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import io.octostore.lock.DistributedLock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a native image is told, from processing an application ahead of time.
 */
@Tag("field-fault-H9")
class AheadOfTimeTests {

	private final InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();

	private final RuntimeHints hints = process();

	@Test
	void keysMayReadTheirParametersAndTheRootObject() throws Exception {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Order.class, "customer")).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Customer.class, "number"))
			.accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Parcel.class, "label")).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation("io.octostore.spring.lock.LockKeyRoot", "getMethodName")).accepts(this.hints);
	}

	@Test
	void methodsWithoutKeyNeedNothing() {
		assertThat(RuntimeHintsPredicates.reflection().onType(Unused.class)).rejects(this.hints);
	}

	@Test
	void annotatedMethodsAreReflective() {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Orders.class, "ship")).accepts(this.hints);
	}

	@Test
	void theSettingsOfSingleLocksAreBound() {
		assertThat(RuntimeHintsPredicates.reflection().onType(OctoStoreProperties.Definition.class))
			.accepts(this.hints);
	}

	@Test
	void theFilesOfThePageAreThere() {
		assertThat(RuntimeHintsPredicates.resource().forResource("io/octostore/spring/boot/console/files/index.html"))
			.accepts(this.hints);
	}

	@Test
	void theProxyOfALockedBeanIsMadeAheadOfTime() {
		assertThat(this.files.getGeneratedFiles(org.springframework.aot.generate.GeneratedFiles.Kind.CLASS).keySet())
			.anyMatch((file) -> file.contains("Orders$$SpringCGLIB$$"));
	}

	private RuntimeHints process() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(OctoStoreAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class, Orders.class);
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("io.octostore.generated", "Application")), this.files);
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		return generation.getRuntimeHints();
	}

	record Order(Customer customer, List<Parcel> parcels) {
	}

	record Customer(String number) {
	}

	static class Parcel {

		public String label() {
			return "parcel";
		}

	}

	record Unused(String text) {
	}

	static class Orders {

		@DistributedLock(name = "order", key = "#order.customer().number()")
		public String ship(Order order) {
			return "shipped";
		}

		@DistributedLock(name = "parcel", key = "#parcel.label()")
		public String pack(Parcel parcel) {
			return "packed";
		}

		@DistributedLock("unused")
		public String report(Unused unused) {
			return "report";
		}

	}

}
