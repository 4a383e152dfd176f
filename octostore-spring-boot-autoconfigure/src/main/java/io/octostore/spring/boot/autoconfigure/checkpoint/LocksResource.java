package io.octostore.spring.boot.autoconfigure.checkpoint;

import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

import io.octostore.LocksNotSuspendedException;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;

/**
 * Lets locks come to rest before a checkpoint, or refuses it. A lifecycle bean could not:
 * Spring logs what its {@code stop} throws and goes on.
 * <p>
 * Resources are told in the reverse order of their registration. Spring registers its own
 * at the end of the refresh, after this one: so the lifecycle beans are stopped, and
 * bodies have ended, by the time that locks must not be in use any more.
 */
final class LocksResource implements Resource {

	private final OctoStoreLocks locks;

	LocksResource(OctoStoreLocks locks) {
		this.locks = locks;
	}

	/**
	 * Ask to be told of checkpoints. The JVM keeps a weak reference only.
	 */
	LocksResource register() {
		Core.getGlobalContext().register(this);
		return this;
	}

	/**
	 * Suspend the locks.
	 * @throws LocksNotSuspendedException if they are in use, which prevents the
	 * checkpoint
	 */
	@Override
	public void beforeCheckpoint(Context<? extends Resource> context) {
		if (!(this.locks instanceof LocksControl control)) {
			throw new IllegalStateException("A checkpoint is refused because " + this.locks.getClass().getName()
					+ ", the bean of type OctoStoreLocks, does not implement LocksControl and cannot be suspended");
		}
		control.suspend();
	}

	/**
	 * Resume the locks; also told after a checkpoint that was prevented.
	 */
	@Override
	public void afterRestore(Context<? extends Resource> context) {
		if (this.locks instanceof LocksControl control) {
			control.resume();
		}
	}

}
