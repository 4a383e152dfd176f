package io.octostore.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.octostore.authority.Attempt;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.SessionId;

/**
 * Ends sessions on the server, with two attempts for each. Serial context only.
 */
final class SessionEndings {

	private final Engine engine;

	private final List<Runnable> afterwards = new ArrayList<>();

	private int underWay;

	SessionEndings(Engine engine) {
		this.engine = engine;
	}

	/**
	 * End a session.
	 * @param done run when the server has answered or both attempts have failed
	 */
	void end(SessionId id, Runnable done) {
		this.underWay++;
		end(id, () -> {
			this.underWay--;
			done.run();
			runAfterwards();
		}, false);
	}

	private void end(SessionId id, Runnable done, boolean repeat) {
		Consumer<EndAnswer> answered = (answer) -> this.engine.serial().execute(() -> {
			if (answer instanceof EndAnswer.Unknown && !repeat) {
				end(id, done, true);
			}
			else {
				done.run();
			}
		});
		this.engine.authority().endSession(id, new Attempt(LeaseTimings.END_SESSION_TIMEOUT, repeat), answered);
	}

	/**
	 * Run something when no session is being ended any more: the client may be closed
	 * after a shutdown, and would take requests that are under way with it.
	 */
	void whenNoneIsUnderWay(Runnable task) {
		this.afterwards.add(task);
		runAfterwards();
	}

	private void runAfterwards() {
		if (this.underWay == 0) {
			List<Runnable> tasks = List.copyOf(this.afterwards);
			this.afterwards.clear();
			tasks.forEach(Runnable::run);
		}
	}

}
