package io.octostore.docs;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.w3c.dom.Element;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a release would publish, read from the archives and POMs that the profile
 * {@code release} has built.
 */
@Tag("release")
class PublishedModuleTests {

	private static final List<PublishedModule> MODULES = PublishedModule.all();

	private static final List<PublishedModule> JARS = MODULES.stream().filter((module) -> !module.isBom()).toList();

	@ParameterizedTest
	@FieldSource("MODULES")
	void thePomSaysWhoMakesItAndWhere(PublishedModule module) {
		Element pom = module.published();
		assertThat(List.of("name", "description", "url", "licenses/license/url", "scm/url", "scm/connection",
				"developers/developer/name", "issueManagement/url"))
			.allSatisfy((path) -> assertThat(PublishedModule.text(pom, path)).as(path).isNotEmpty());
		assertThat(PublishedModule.elements(pom, "developers/developer/email")).isEmpty();
	}

	@ParameterizedTest
	@FieldSource("MODULES")
	void thePomCarriesNothingOfThisBuild(PublishedModule module) {
		assertThat(List.of("parent", "properties", "build", "profiles", "repositories", "distributionManagement"))
			.allSatisfy((path) -> assertThat(PublishedModule.elements(module.published(), path)).as(path).isEmpty());
		assertThat(module.publishedPom()).content()
			.doesNotContain(System.getProperty("user.home"), Repository.ROOT.toString(), "file:",
					"<scope>test</scope>");
	}

	@ParameterizedTest
	@FieldSource("MODULES")
	@Tag("field-fault-H7")
	void thePomTakesNoNativeTransportFromTheApplication(PublishedModule module) {
		assertThat(module.publishedPom()).content().doesNotContain("exclusion");
	}

	@ParameterizedTest
	@FieldSource("JARS")
	void hasItsSourcesItsDocumentationAndNoTests(PublishedModule module) {
		assertThat(module.archives())
			.contains(module.archive(""), module.archive("-sources"), module.archive("-javadoc"))
			.noneMatch((archive) -> archive.toString().contains("-tests."));
	}

	@ParameterizedTest
	@FieldSource("MODULES")
	void hasABillOfMaterials(PublishedModule module) {
		assertThat(module.folder().resolve("target/bom.json")).content()
			.contains("\"bomFormat\" : \"CycloneDX\"", "\"name\" : \"" + module.name() + "\"");
	}

	@ParameterizedTest
	@FieldSource("JARS")
	void everyArchiveHasTheLicenceAndTheVersion(PublishedModule module) throws IOException {
		for (var archive : module.archives()) {
			try (JarFile jar = new JarFile(archive.toFile())) {
				assertThat(jar.getEntry("META-INF/LICENSE")).as("licence in %s", archive).isNotNull();
				assertThat(jar.getManifest().getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION))
					.as("version in %s", archive)
					.isEqualTo(PublishedModule.text(module.published(), "version"));
			}
		}
	}

	@ParameterizedTest
	@FieldSource("JARS")
	void theArchiveCarriesThePublishedPom(PublishedModule module) throws IOException {
		try (JarFile jar = new JarFile(module.archive("").toFile())) {
			ZipEntry pom = jar.getEntry("META-INF/maven/io.octostore/" + module.name() + "/pom.xml");
			assertThat(jar.getInputStream(pom)).hasSameContentAs(module.publishedPom().toUri().toURL().openStream());
		}
	}

	@Test
	void everyJarIsAModuleOfItsOwn() throws IOException {
		Set<String> names = new HashSet<>();
		for (PublishedModule module : JARS) {
			try (JarFile jar = new JarFile(module.archive("").toFile())) {
				String name = jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name");
				assertThat(name).as(module.name()).startsWith("io.octostore").doesNotContain("unpublished");
				assertThat(names.add(name)).as("%s is called %s like another module", module, name).isTrue();
			}
		}
	}

	@Test
	void noPackageIsInTwoJars() throws IOException {
		Set<String> packages = new HashSet<>();
		for (PublishedModule module : JARS) {
			try (JarFile jar = new JarFile(module.archive("").toFile())) {
				Set<String> own = new HashSet<>(jar.stream()
					.map(ZipEntry::getName)
					.filter((name) -> name.endsWith(".class"))
					.map((name) -> name.substring(0, name.lastIndexOf('/')))
					.toList());
				assertThat(own).as("packages of %s", module).noneMatch(packages::contains);
				packages.addAll(own);
			}
		}
	}

	@Test
	void theBomNamesEveryJar() {
		PublishedModule bom = MODULES.stream().filter(PublishedModule::isBom).findFirst().orElseThrow();
		assertThat(PublishedModule.elements(bom.published(), "dependencyManagement/dependencies/dependency"))
			.extracting((dependency) -> PublishedModule.text(dependency, "artifactId"))
			.containsExactlyInAnyOrderElementsOf(JARS.stream().map(PublishedModule::name).toList());
	}

}
