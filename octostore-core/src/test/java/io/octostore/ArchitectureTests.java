package io.octostore;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The dependency rules of the core.
 */
@AnalyzeClasses(packages = "io.octostore", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String FACADE = "io.octostore.lock.DefaultOctoStoreLocks";

	/** The way in to the lending, and what is handed over there. */
	private static final Set<String> WAY_IN = named("io.octostore.lending", "Borrower", "Callbacks", "HoldTerms",
			"Lender", "Loan", "LoanUse", "Permits", "Waiter", "Waiting");

	/** What the engine is built from and answers with; not the engine. */
	private static final Set<String> VALUES_OF_THE_ENGINE = named("io.octostore.lease", "Lease", "Lease$ReleaseOutcome",
			"LeaseClock", "LeaseEvents", "LeaseEvents$Outcome", "LeaseScheduler", "LeaseTerms", "LeaseTimings",
			"SessionStatus", "ShiftedLeaseClock");

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.octostore.(*)..").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule theWireKnowsNothingOfTheApi = noClasses().that()
		.resideInAPackage("io.octostore.client.http..")
		.should()
		.dependOnClassesThat(resideInAPackage("io.octostore..")
			.and(not(resideInAnyPackage("io.octostore.client.http..", "io.octostore.internal"))));

	@ArchTest
	static final ArchRule onlyTheWireKnowsHttp = noClasses().that()
		.resideOutsideOfPackages("io.octostore.client.http..", "io.octostore.embedded..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.netty..", "reactor.netty..", "org.springframework.web..",
				"org.springframework.core.io..");

	@ArchTest
	static final ArchRule thePortKnowsOnlyTheRoot = knowsOnly("io.octostore.authority");

	@ArchTest
	static final ArchRule theEngineKnowsOnlyThePort = knowsOnly("io.octostore.lease", "io.octostore.authority");

	@ArchTest
	static final ArchRule theLendingKnowsOnlyTheEngineAndThePort = knowsOnly("io.octostore.lending",
			"io.octostore.lease", "io.octostore.authority");

	@ArchTest
	static final ArchRule theLendingHasOneWayIn = noClasses().that()
		.resideInAPackage("io.octostore.lock..")
		.should()
		.dependOnClassesThat(resideInAPackage("io.octostore.lending..")
			.and(describe("are not the way in", (type) -> !WAY_IN.contains(type.getName()))))
		.because("callers ask the Lender; the queues behind it are its business");

	@ArchTest
	static final ArchRule locksDoNotReachPastTheLending = noClasses().that()
		.resideInAPackage("io.octostore.lock..")
		.should()
		.dependOnClassesThat(resideInAPackage("io.octostore.lease..")
			.and(describe("are the engine", (type) -> !VALUES_OF_THE_ENGINE.contains(type.getName()))))
		.because("leases and sessions belong to the engine, which only the lending asks");

	@ArchTest
	static final ArchRule nothingAsksTheFacadeBack = noClasses().that()
		.doNotHaveFullyQualifiedName(FACADE)
		.and()
		.doNotHaveFullyQualifiedName("io.octostore.lock.OctoStoreLocksBuilder")
		.should()
		.dependOnClassesThat()
		.haveFullyQualifiedName(FACADE);

	@ArchTest
	static final ArchRule theClientKnowsOnlyTheRoot = noClasses().that()
		.resideInAPackage("io.octostore.client..")
		.and()
		.resideOutsideOfPackage("io.octostore.client.authority")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.octostore.authority..", "io.octostore.lease..", "io.octostore.lending..",
				"io.octostore.lock..", "io.octostore.election..", "io.octostore.embedded..",
				"io.octostore.client.authority..");

	@ArchTest
	static final ArchRule thePortIsImplementedBesideTheClient = noClasses().that()
		.resideInAPackage("io.octostore.client.authority")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.octostore.lease..", "io.octostore.lending..", "io.octostore.lock..",
				"io.octostore.election..");

	private static Set<String> named(String ownPackage, String... names) {
		return Arrays.stream(names).map((name) -> ownPackage + "." + name).collect(Collectors.toUnmodifiableSet());
	}

	private static ArchRule knowsOnly(String own, String... allowed) {
		Set<String> known = new HashSet<>(List.of(allowed));
		known.add(own);
		known.add("io.octostore");
		known.add("io.octostore.internal");
		return noClasses().that()
			.resideInAPackage(own + "..")
			.should()
			.dependOnClassesThat(resideInAnyPackage("io.octostore..", "org.springframework..", "tools.jackson..",
					"io.netty..", "reactor.netty..", "java.net.http..")
				.and(describe("are of none of " + known, (type) -> !known.contains(type.getPackageName()))));
	}

	@ArchTest
	static final ArchRule locksKnowNothingOfElections = noClasses().that()
		.resideInAPackage("io.octostore.lock..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.octostore.election..");

	@ArchTest
	static final ArchRule electionsKnowTheLocksOfApplicationsInOnePlace = noClasses().that()
		.resideInAPackage("io.octostore.election..")
		.and()
		.haveNameNotMatching("io\\.octostore\\.election\\.(LeaderElection|LeaderElectionBuilder|LockTerms(\\$.*)?)")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.octostore.lock..");

	@ArchTest
	static final ArchRule electionsDoNotKnowTheQueuesOfLocks = noClasses().that()
		.resideInAPackage("io.octostore.election..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.octostore.lending..");

	@ArchTest
	static final ArchRule locksAndElectionsKnowNeitherJsonNorHttpNorSpring = noClasses().that()
		.resideInAnyPackage("io.octostore.lending..", "io.octostore.lock..", "io.octostore.election..")
		.and()
		.areNotAnnotations()
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "tools.jackson..", "io.netty..", "reactor.netty..",
				"java.net.http..")
		.because("only annotations are described to Spring, by annotations of Spring");

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
		.resideInAnyPackage("io.octostore.lease..", "io.octostore.lending..", "io.octostore.lock..",
				"io.octostore.election..")
		.and()
		.doNotHaveFullyQualifiedName("io.octostore.lease.LeaseClock")
		.and()
		.doNotHaveFullyQualifiedName("io.octostore.lending.Waiting")
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
		.resideInAnyPackage("io.octostore.internal..", "io.octostore.lease..", "io.octostore.lending..",
				"io.octostore.lock..", "io.octostore.election..")
		.and()
		.doNotHaveFullyQualifiedName("io.octostore.lease.SystemLeaseScheduler")
		.and()
		.doNotHaveFullyQualifiedName("io.octostore.internal.DaemonThreads")
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
		.resideOutsideOfPackages("io.octostore.embedded..", "io.octostore.client.http..")
		.should()
		.beAssignableTo(OctoStoreException.class);

}
