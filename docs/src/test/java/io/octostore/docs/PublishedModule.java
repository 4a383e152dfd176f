package io.octostore.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A module that a release publishes: one whose POM does not skip the deployment.
 *
 * @param folder the folder of the module
 * @param source the POM as it is written
 */
record PublishedModule(Path folder, Element source) {

	static List<PublishedModule> all() {
		List<PublishedModule> modules = new ArrayList<>();
		for (Element module : elements(pom(Repository.ROOT.resolve("pom.xml")), "modules/module")) {
			Path folder = Repository.ROOT.resolve(module.getTextContent());
			Element pom = pom(folder.resolve("pom.xml"));
			if (elements(pom, "properties/maven.deploy.skip").isEmpty()) {
				modules.add(new PublishedModule(folder, pom));
			}
		}
		return modules;
	}

	/**
	 * A property of the parent POM.
	 */
	static String property(String name) {
		return text(pom(Repository.ROOT.resolve("pom.xml")), "properties/" + name);
	}

	String name() {
		return text(this.source, "artifactId");
	}

	boolean isBom() {
		return text(this.source, "packaging").equals("pom");
	}

	/**
	 * The POM that is published.
	 */
	Element published() {
		return pom(publishedPom());
	}

	Path publishedPom() {
		return this.folder.resolve(".flattened-pom.xml");
	}

	/**
	 * The archives that are published, all of them.
	 */
	List<Path> archives() {
		try (Stream<Path> files = Files.list(this.folder.resolve("target"))) {
			return files.filter((file) -> file.toString().endsWith(".jar")).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Path archive(String classifier) {
		return this.folder.resolve("target").resolve(name() + "-" + text(published(), "version") + classifier + ".jar");
	}

	private static Element pom(Path file) {
		try {
			return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()).getDocumentElement();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (SAXException | ParserConfigurationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The text of the first element with a path, without blanks around it; empty if there
	 * is none.
	 */
	static String text(Element from, String path) {
		return elements(from, path).stream().findFirst().map((found) -> found.getTextContent().strip()).orElse("");
	}

	static List<Element> elements(Element from, String path) {
		List<Element> found = List.of(from);
		for (String name : path.split("/")) {
			found = found.stream().flatMap((parent) -> children(parent, name)).toList();
		}
		return found;
	}

	private static Stream<Element> children(Element parent, String name) {
		NodeList children = parent.getChildNodes();
		return IntStream.range(0, children.getLength())
			.mapToObj(children::item)
			.filter((child) -> child.getNodeName().equals(name))
			.map(Element.class::cast);
	}

	@Override
	public String toString() {
		return name();
	}

}
