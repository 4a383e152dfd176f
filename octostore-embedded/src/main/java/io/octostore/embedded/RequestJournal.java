package io.octostore.embedded;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Remembers the latest requests. Thread safe.
 */
final class RequestJournal {

	private static final int MAX_ENTRIES = 10_000;

	private final Deque<Entry> entries = new ArrayDeque<>();

	synchronized Entry add(RecordedRequest request) {
		if (this.entries.size() == MAX_ENTRIES) {
			this.entries.removeFirst();
		}
		Entry entry = new Entry(request);
		this.entries.addLast(entry);
		return entry;
	}

	synchronized List<RecordedRequest> requests() {
		List<RecordedRequest> requests = new ArrayList<>(this.entries.size());
		this.entries.forEach((entry) -> requests.add(entry.request));
		return List.copyOf(requests);
	}

	synchronized void clear() {
		this.entries.clear();
	}

	/**
	 * One request, which changes while it is served.
	 */
	static final class Entry {

		private volatile RecordedRequest request;

		private Entry(RecordedRequest request) {
			this.request = request;
		}

		RecordedRequest request() {
			return this.request;
		}

		void decided(int status) {
			update((current) -> current.withStatus(status));
		}

		void answered() {
			update(RecordedRequest::asAnswered);
		}

		private synchronized void update(UnaryOperator<RecordedRequest> change) {
			this.request = change.apply(this.request);
		}

	}

}
