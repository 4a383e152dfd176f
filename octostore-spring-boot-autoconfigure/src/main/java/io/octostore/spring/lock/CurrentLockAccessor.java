package io.octostore.spring.lock;

import java.util.AbstractList;
import java.util.List;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import io.octostore.lock.CurrentLock;
import io.octostore.lock.HeldLock;

/**
 * Lets context propagation bring the locks of a pipeline to each thread that runs a part
 * of it, so that the commit guard knows them there. Has an effect once an application
 * switches Reactor's automatic propagation on, or captures contexts by itself.
 */
final class CurrentLockAccessor implements ThreadLocalAccessor<List<HeldLock>> {

	private CurrentLockAccessor() {
	}

	/**
	 * Register it for all code of the process.
	 */
	static void register() {
		ContextRegistry.getInstance().registerThreadLocalAccessor(new CurrentLockAccessor());
	}

	/**
	 * Whether Reactor restores what threads know from the contexts of pipelines.
	 */
	static boolean isAutomatic() {
		Probe probe = new Probe();
		Mono.empty().contextWrite(Context.of(CurrentLock.class, probe)).subscribe();
		return probe.found;
	}

	/**
	 * The name of the locks in the context of a pipeline.
	 */
	@Override
	public Object key() {
		return CurrentLock.class;
	}

	@Override
	public @Nullable List<HeldLock> getValue() {
		List<HeldLock> locks = CurrentLock.all();
		return locks.isEmpty() ? null : locks;
	}

	@Override
	public void setValue(List<HeldLock> locks) {
		if (locks instanceof Probe probe) {
			probe.found = true;
		}
		CurrentLock.replace(locks);
	}

	@Override
	public void setValue() {
		CurrentLock.replace(List.of());
	}

	/**
	 * No locks, and a note that they were found.
	 */
	private static final class Probe extends AbstractList<HeldLock> {

		private boolean found;

		@Override
		public HeldLock get(int index) {
			throw new IndexOutOfBoundsException(index);
		}

		@Override
		public int size() {
			return 0;
		}

	}

}
