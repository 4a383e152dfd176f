package io.octostore.spring.integration;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

/**
 * The adapter uses what every user may use, and Spring Integration.
 */
@AnalyzeClasses(packages = "io.octostore.spring.integration", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule usesThePublicApiOnly = classes().should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("io.octostore", "io.octostore.lock", "io.octostore.election",
				"io.octostore.spring.integration", "java..", "org.jspecify.annotations", "org.springframework.util",
				"org.springframework.context", "org.springframework.integration.leader..",
				"org.springframework.integration.support.locks");

}
