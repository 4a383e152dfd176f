package io.octostore;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The dependency rules of the core.
 */
@AnalyzeClasses(packages = "io.octostore", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.octostore.(*)..").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule theClientKnowsOnlyTheRoot = noClasses().that()
		.resideInAPackage("io.octostore.client..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.octostore.lease..", "io.octostore.lock..", "io.octostore.election..",
				"io.octostore.embedded..");

	@ArchTest
	static final ArchRule theEngineKnowsOnlyTheRoot = noClasses().that()
		.resideInAPackage("io.octostore.lease..")
		.should()
		.dependOnClassesThat(resideInAnyPackage("io.octostore..", "org.springframework..", "tools.jackson..",
				"reactor..", "io.netty..", "java.net.http..")
			.and(describe("are not of the engine itself or the root",
					(type) -> !type.getPackageName().equals("io.octostore.lease")
							&& !type.getPackageName().equals("io.octostore"))));

	@ArchTest
	static final ArchRule locksAndElectionsDoNotKnowEachOther = slices().matching("io.octostore.(lock|election)..")
		.should()
		.notDependOnEachOther();

	@ArchTest
	static final ArchRule locksAndElectionsKnowNeitherJsonNorHttpNorSpring = noClasses().that()
		.resideInAnyPackage("io.octostore.lock..", "io.octostore.election..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "tools.jackson..", "io.netty..", "reactor.netty..",
				"java.net.http..");

	@ArchTest
	static final ArchRule onlyTheClientKnowsJson = noClasses().that()
		.resideOutsideOfPackages("io.octostore.client..", "io.octostore.embedded..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("tools.jackson..");

	@ArchTest
	static final ArchRule onlyTheClientIsObserved = noClasses().that()
		.resideOutsideOfPackages("io.octostore.client..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.micrometer..");

	@ArchTest
	static final ArchRule timeComesFromTheLeaseClock = noClasses().that()
		.resideInAnyPackage("io.octostore.lease..", "io.octostore.lock..", "io.octostore.election..")
		.and()
		.doNotHaveFullyQualifiedName("io.octostore.lease.LeaseClock")
		.and()
		.doNotHaveFullyQualifiedName("io.octostore.lock.Waiting")
		.should()
		.callMethod(System.class, "nanoTime")
		.orShould()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.callMethod(java.time.Instant.class, "now")
		.orShould()
		.callMethod(Thread.class, "sleep", long.class)
		.because("Waiting only bounds how long a caller blocks; every decision is the engine's");

	@ArchTest
	static final ArchRule threadsAreMadeInTwoPlaces = noClasses().that()
		.resideInAnyPackage("io.octostore.lease..", "io.octostore.lock..", "io.octostore.election..")
		.and()
		.doNotHaveFullyQualifiedName("io.octostore.lease.SystemLeaseScheduler")
		.and()
		.doNotHaveFullyQualifiedName("io.octostore.lock.Callbacks")
		.should()
		.callConstructor(Thread.class, Runnable.class, String.class)
		.orShould()
		.dependOnClassesThat()
		.haveFullyQualifiedName("java.util.concurrent.Executors");

	@ArchTest
	static final ArchRule exceptionsHaveOneRoot = classes().that()
		.areAssignableTo(Throwable.class)
		.and()
		.arePublic()
		.and()
		.resideOutsideOfPackage("io.octostore.embedded..")
		.should()
		.beAssignableTo(OctoStoreException.class);

}
