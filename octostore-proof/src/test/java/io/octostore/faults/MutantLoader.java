package io.octostore.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Loads the product and its tests once more, some of it changed. What its classes pass to
 * it as a consumer are failures of the mutant itself.
 */
final class MutantLoader extends ClassLoader implements Consumer<Throwable> {

	private final Map<String, byte[]> changed = new HashMap<>();

	private final List<Throwable> misfits = Collections.synchronizedList(new ArrayList<>());

	private volatile Consumer<Throwable> listener = (misfit) -> {
	};

	/**
	 * Change what is to be changed, all of it before the first class is loaded.
	 * @throws MutantMisfitException if that cannot be done
	 */
	MutantLoader(String name, ClassLoader parent, List<Change> changes) {
		super(name, parent);
		for (Change change : changes) {
			byte[] original = this.changed.containsKey(change.type()) ? this.changed.get(change.type())
					: read(change.type());
			if (original == null) {
				throw new MutantMisfitException("There is nothing to change: " + change.type() + " does not exist");
			}
			this.changed.put(change.type(), change.apply(name, original));
		}
	}

	/**
	 * Tell the loader of the running mutant that a part of it did not fit: the product
	 * may outlive that, and the test fail for another reason than it should.
	 */
	@SuppressWarnings("unchecked")
	static void report(Throwable misfit) {
		// The loader's own class was loaded by another one
		if (MutantLoader.class.getClassLoader() instanceof Consumer<?> mutant) {
			((Consumer<Throwable>) mutant).accept(misfit);
		}
	}

	/**
	 * A part of the mutant did not fit when it was to run.
	 */
	@Override
	public void accept(Throwable misfit) {
		this.misfits.add(misfit);
		this.listener.accept(misfit);
	}

	void onMisfit(Consumer<Throwable> newListener) {
		this.listener = newListener;
	}

	List<Throwable> misfits() {
		return List.copyOf(this.misfits);
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		synchronized (getClassLoadingLock(name)) {
			if (!name.startsWith("io.octostore.") || name.startsWith("io.octostore.embedded.")) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			if (loaded != null) {
				return loaded;
			}
			byte[] bytes = this.changed.get(name);
			if (bytes == null) {
				bytes = read(name);
			}
			if (bytes == null) {
				throw new ClassNotFoundException(name);
			}
			return defineClass(name, bytes, 0, bytes.length);
		}
	}

	private byte @Nullable [] read(String name) {
		try (InputStream stream = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
			return (stream != null) ? stream.readAllBytes() : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
