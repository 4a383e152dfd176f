package io.octostore.embedded;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * What is going to go wrong. Each request meets at most one fault: the first one, in the
 * order in which they were asked for, that fits it. Thread safe.
 *
 * @since 0.1.0
 */
public final class Faults {

	private final List<Rule> rules = new ArrayList<>();

	private final NetworkCuts cuts = new NetworkCuts();

	Faults() {
	}

	/**
	 * Lets the next request of any kind meet this fault.
	 * @param fault what goes wrong
	 */
	public void next(Fault fault) {
		next((request) -> true, fault);
	}

	/**
	 * The next request for this operation meets this fault.
	 * @param operation what the request asks for
	 * @param fault what goes wrong
	 */
	public void next(Operation operation, Fault fault) {
		next(asksFor(operation), fault);
	}

	/**
	 * The next request that fits meets this fault.
	 * @param request tells which request fits; it sees the request before it has a status
	 * @param fault what goes wrong
	 */
	public void next(Predicate<? super RecordedRequest> request, Fault fault) {
		add(request, fault, true);
	}

	/**
	 * Every request for this operation meets this fault, until {@link #clear()}.
	 * @param operation what the request asks for
	 * @param fault what goes wrong
	 */
	public void always(Operation operation, Fault fault) {
		always(asksFor(operation), fault);
	}

	/**
	 * Every request that fits meets this fault, until {@link #clear()}.
	 * @param request tells which request fits; it sees the request before it has a status
	 * @param fault what goes wrong
	 */
	public void always(Predicate<? super RecordedRequest> request, Fault fault) {
		add(request, fault, false);
	}

	/**
	 * Cuts the network between the server and the client with this bearer token.
	 * @param token the token; also one that no user has
	 * @return the cut, to be healed by closing it
	 */
	public NetworkCut cutNetwork(String token) {
		Objects.requireNonNull(token, "token must not be null");
		return this.cuts.cut((call) -> token.equals(Authenticator.bearerToken(call.authorization())));
	}

	/**
	 * Cuts the connection that has this port on the client's side.
	 * @param clientPort the port
	 * @return the cut, to be healed by closing it
	 */
	public NetworkCut cutNetwork(int clientPort) {
		return this.cuts.cut((call) -> call.clientPort() == clientPort);
	}

	NetworkCuts cuts() {
		return this.cuts;
	}

	/**
	 * How many faults were asked for and have not happened yet. Those for every request
	 * count as one each, cuts of the network do not count.
	 * @return the number of faults
	 */
	public synchronized int pending() {
		return this.rules.size();
	}

	/**
	 * From now on nothing goes wrong any more, except for cuts of the network.
	 */
	public synchronized void clear() {
		this.rules.clear();
	}

	private static Predicate<RecordedRequest> asksFor(Operation operation) {
		Objects.requireNonNull(operation, "operation must not be null");
		return (request) -> request.operation().filter(operation::equals).isPresent();
	}

	private synchronized void add(Predicate<? super RecordedRequest> request, Fault fault, boolean once) {
		Objects.requireNonNull(request, "request must not be null");
		Objects.requireNonNull(fault, "fault must not be null");
		this.rules.add(new Rule(request, fault, once));
	}

	synchronized @Nullable Fault take(RecordedRequest request) {
		for (Iterator<Rule> iterator = this.rules.iterator(); iterator.hasNext();) {
			Rule rule = iterator.next();
			if (rule.request().test(request)) {
				if (rule.once()) {
					iterator.remove();
				}
				return rule.fault();
			}
		}
		return null;
	}

	private record Rule(Predicate<? super RecordedRequest> request, Fault fault, boolean once) {

	}

}
