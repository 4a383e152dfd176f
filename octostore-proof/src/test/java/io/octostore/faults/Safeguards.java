package io.octostore.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.asm.AnnotationVisitor;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;

import io.octostore.internal.Safeguard;

/**
 * The methods of the product, and of the checkers beside this class, that state a rule by
 * name. Found in the compiled classes.
 */
final class Safeguards {

	private static final String ANNOTATION = Type.getDescriptor(Safeguard.class);

	private final Map<String, Site> sites = new HashMap<>();

	private Safeguards() {
	}

	/**
	 * The rules of the compiled classes beside this one and beside the annotation.
	 */
	static Safeguards all() {
		return Found.SAFEGUARDS;
	}

	private static Safeguards find() {
		Safeguards safeguards = new Safeguards();
		for (Class<?> one : List.of(Safeguard.class, Safeguards.class)) {
			safeguards.addAll(one);
		}
		return safeguards;
	}

	/**
	 * Where a rule is stated.
	 * @throws MutantMisfitException if it is stated nowhere
	 */
	Site site(String rule) {
		Site site = this.sites.get(rule);
		if (site == null) {
			throw new MutantMisfitException("There is nothing to change: no method is the safeguard '" + rule + "'");
		}
		return site;
	}

	Set<String> rules() {
		return Set.copyOf(this.sites.keySet());
	}

	private void addAll(Class<?> beside) {
		try {
			Path place = Path.of(beside.getProtectionDomain().getCodeSource().getLocation().toURI());
			if (Files.isDirectory(place)) {
				addAll(place);
			}
			else {
				try (FileSystem jar = FileSystems.newFileSystem(place)) {
					addAll(jar.getPath("/"));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void addAll(Path root) throws IOException {
		try (Stream<Path> files = Files.walk(root)) {
			for (Path file : files.filter((one) -> one.toString().endsWith(".class")).toList()) {
				new ClassReader(Files.readAllBytes(file)).accept(new Finder(),
						ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
			}
		}
	}

	private void add(String rule, Site site) {
		Site other = this.sites.putIfAbsent(rule, site);
		if (other != null) {
			throw new MutantMisfitException("Two methods are the safeguard '" + rule + "': " + other + ", " + site);
		}
	}

	/**
	 * A method that states a rule.
	 *
	 * @param type name of its class
	 * @param method its name
	 * @param descriptor its parameters and result
	 */
	record Site(String type, String method, String descriptor) {
	}

	/**
	 * Looks at one class.
	 */
	private final class Finder extends ClassVisitor {

		private String type = "";

		Finder() {
			super(Opcodes.ASM9);
		}

		@Override
		public void visit(int version, int access, String name, @Nullable String signature, @Nullable String superName,
				String @Nullable [] interfaces) {
			this.type = name.replace('/', '.');
		}

		@Override
		public MethodVisitor visitMethod(int access, String name, String descriptor, @Nullable String signature,
				String @Nullable [] exceptions) {
			Site site = new Site(this.type, name, descriptor);
			return new MethodVisitor(Opcodes.ASM9) {

				@Override
				public @Nullable AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
					return annotation.equals(ANNOTATION) ? new AnnotationVisitor(Opcodes.ASM9) {

						@Override
						public void visit(String attribute, Object value) {
							add((String) value, site);
						}

					} : null;
				}

			};
		}

	}

	/**
	 * Found when they are asked for: classes of a mutant have no place.
	 */
	private static final class Found {

		private static final Safeguards SAFEGUARDS = find();

	}

}
