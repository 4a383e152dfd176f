package io.octostore.examples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.test.OctoStoreExtension;
import io.octostore.test.TestOctoStore;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OctoStoreExtension.class)
class InvoicesTests {

	@Test
	void twoInstancesExcludeEachOther(TestOctoStore octostore, OctoStoreLocks first, OctoStoreLocks second) {
		try (HeldLock lock = first.tryAcquire("invoices").orElseThrow()) {
			assertThat(second.tryAcquire("invoices")).isEmpty();
			assertThat(octostore).holds("invoices").wasSkipped("invoices");
		}
		assertThat(octostore).wasReleased("invoices");
	}

}
