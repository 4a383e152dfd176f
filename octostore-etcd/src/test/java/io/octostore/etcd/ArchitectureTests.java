package io.octostore.etcd;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/**
 * The authority knows the port, the wire and JSON, and nothing of the engine or of
 * another service.
 */
@AnalyzeClasses(packages = "io.octostore.etcd", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule knowsThePortAndTheWire = classes().should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("io.octostore", "io.octostore.authority", "io.octostore.client.http", "io.octostore.etcd",
				"java..", "javax.net.ssl", "io.micrometer.observation", "org.jspecify.annotations",
				"org.reactivestreams", "org.slf4j", "org.springframework.http", "reactor..", "tools.jackson..");

}
