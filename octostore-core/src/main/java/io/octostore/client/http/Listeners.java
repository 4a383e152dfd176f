package io.octostore.client.http;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Listeners of a wire, which may be used by locks that come and go: nothing that has
 * closed its locks is kept reachable.
 */
final class Listeners {

	private final List<WeakReference<Runnable>> all = new CopyOnWriteArrayList<>();

	void add(Runnable listener) {
		this.all.removeIf((reference) -> reference.get() == null);
		this.all.add(new WeakReference<>(listener));
	}

	void tell() {
		for (WeakReference<Runnable> reference : this.all) {
			Runnable listener = reference.get();
			if (listener != null) {
				listener.run();
			}
		}
	}

}
