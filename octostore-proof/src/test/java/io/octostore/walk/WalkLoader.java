package io.octostore.walk;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jacoco.core.instr.Instrumenter;
import org.jacoco.core.runtime.IRuntime;

/**
 * Loads the product once more, so that it notes which of its lines run. Its classes have
 * no code source: the agent that measures the coverage of the build leaves them alone.
 */
final class WalkLoader extends ClassLoader {

	private final Instrumenter instrumenter;

	private final Map<String, byte[]> originals = new ConcurrentHashMap<>();

	WalkLoader(ClassLoader parent, IRuntime runtime) {
		super("walk", parent);
		this.instrumenter = new Instrumenter(runtime);
	}

	/**
	 * Classes that were loaded so far, by name, as they were compiled.
	 */
	Map<String, byte[]> originals() {
		return this.originals;
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		synchronized (getClassLoadingLock(name)) {
			if (!name.startsWith("io.octostore.") || name.startsWith("io.octostore.embedded.")) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}
	}

	private Class<?> define(String name) throws ClassNotFoundException {
		try (InputStream stream = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
			if (stream == null) {
				throw new ClassNotFoundException(name);
			}
			byte[] original = stream.readAllBytes();
			this.originals.put(name, original);
			byte[] instrumented = this.instrumenter.instrument(original, name);
			return defineClass(name, instrumented, 0, instrumented.length);
		}
		catch (IOException ex) {
			throw new ClassNotFoundException(name, ex);
		}
	}

}
