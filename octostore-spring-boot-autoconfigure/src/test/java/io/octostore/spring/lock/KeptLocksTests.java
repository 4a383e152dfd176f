package io.octostore.spring.lock;

import org.junit.jupiter.api.Test;

import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.RetainedLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Locks that are kept until their transaction ends.
 */
class KeptLocksTests {

	private final OctoStoreLocks locks = mock(OctoStoreLocks.class);

	private final RetainedLock first = mock(RetainedLock.class);

	private final RetainedLock second = mock(RetainedLock.class);

	private final KeptLocks kept = new KeptLocks();

	@Test
	void areReleasedInTheOppositeOrder() {
		this.kept.keep(this.locks, "a", this.first);
		this.kept.keep(this.locks, "b", this.second);
		assertThat(this.kept.removeAll()).containsExactly(this.second, this.first);
		assertThat(this.kept.removeAll()).isEmpty();
	}

	@Test
	void oneThatIsKeptAgainTakesThePlaceOfTheFormer() {
		this.kept.keep(this.locks, "a", this.first);
		this.kept.keep(this.locks, "a", this.second);
		verify(this.first).close();
		verify(this.second, never()).close();
		assertThat(this.kept.removeAll()).containsExactly(this.second);
	}

}
