package io.octostore.lock;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

import io.octostore.authority.LeaseId;
import io.octostore.faults.Fields;
import io.octostore.lease.Loss;

/**
 * What mutants of the locks do instead.
 */
final class Mutations {

	private Mutations() {
	}

	static void giveBackAtLoss(BorrowedLock lock, Loss how) {
		((DefaultOctoStoreLocks) Fields.get(lock, "locks")).giveBack(lock, (ignored) -> {
		});
	}

	static Flux<Object> untilItEnds(Flux<Object> body, Publisher<Object> other) {
		return body;
	}

	static void emitAlways(BorrowedLock lock, Object value, SynchronousSink<Object> sink) {
		sink.next(value);
	}

	static String withLeaseId(BorrowedLock lock) {
		return "HeldLock[" + ((LeaseId) Fields.get(lock.lease(), "id")).value() + "]";
	}

}
