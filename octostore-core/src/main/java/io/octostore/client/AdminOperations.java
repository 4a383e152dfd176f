package io.octostore.client;

import java.util.function.Function;

/**
 * Makes an {@link Operation} of each call of the API that only the administrator may
 * make.
 */
final class AdminOperations {

	private final Targets targets;

	private final Function<String, String> lockPath;

	/**
	 * Create the operations.
	 * @param targets the addresses
	 * @param lockPath checks the name of a lock and makes a path of it
	 */
	AdminOperations(Targets targets, Function<String, String> lockPath) {
		this.targets = targets;
		this.lockPath = lockPath;
	}

	Operation<AdminStatus> status() {
		return operation(Endpoint.ADMIN_STATUS, "/admin/status", AdminAnswers::status);
	}

	Operation<ServerMetrics> metrics() {
		return operation(Endpoint.METRICS, "/metrics", AdminAnswers::metrics);
	}

	Operation<TimeSeries> timeSeries(TimeSeries.Window window) {
		Arguments.required("The window", window);
		return operation(Endpoint.TIME_SERIES, "/admin/metrics/timeseries?window=" + window.wireForm(),
				(body) -> AdminAnswers.timeSeries(window, body));
	}

	Operation<LockAclInfo> setLockAcl(String name, LockAcl acl) {
		String path = this.lockPath.apply(name) + "/acl";
		return Operation.of(Endpoint.ADMIN_SET_ACL, this.targets.of(Endpoint.ADMIN_SET_ACL, path, name),
				RequestBodies.acl(Arguments.required("The access list", acl)),
				Operations.json((body) -> LockAnswers.acl(name, body)));
	}

	private <T> Operation<T> operation(Endpoint endpoint, String path, Function<JsonObject, T> reader) {
		return Operation.of(endpoint, this.targets.large(endpoint, path, Operations.MAX_LIST_SIZE), null,
				Operations.json(reader));
	}

}
