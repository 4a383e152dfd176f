package io.octostore.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryPolicy;
import org.springframework.retry.backoff.BackOffContext;
import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.backoff.BackOffPolicy;
import org.springframework.retry.backoff.Sleeper;
import org.springframework.retry.context.RetryContextSupport;
import org.springframework.retry.support.RetryTemplate;

import io.octostore.client.http.Deadlines;

/**
 * Makes the attempts of a call, with Spring Retry; the only class that knows it.
 */
final class BlockingRepeats {

	private final RetryTemplate template = new RetryTemplate();

	private final RepeatRules rules;

	private final Deadlines deadlines;

	BlockingRepeats(RepeatRules rules, Deadlines deadlines, Sleeper sleeper) {
		this.rules = rules;
		this.deadlines = deadlines;
		this.template.setRetryPolicy(new Policy());
		this.template.setBackOffPolicy(new Pauses(sleeper));
	}

	/**
	 * Make a call.
	 * @param <T> type of the result
	 * @param call the call
	 * @param attempt makes one attempt, and waits for it
	 * @return the result
	 */
	<T> T call(Call<T> call, Attempt<T> attempt) {
		if (!this.rules.areEnabled()) {
			return attempt.make(call);
		}
		try {
			return this.template.execute((context) -> {
				((Context) context).call = call;
				return attempt.make(call);
			});
		}
		catch (BackOffInterruptedException ex) {
			Thread.currentThread().interrupt();
			throw Blocking.interrupted(call.operation(), ex.getCause());
		}
	}

	/**
	 * Makes one attempt, and waits for it.
	 *
	 * @param <T> type of the result
	 */
	@FunctionalInterface
	interface Attempt<T> {

		/**
		 * Make one attempt.
		 * @param call the call
		 * @return the result
		 */
		T make(Call<T> call);

	}

	private static final class Context extends RetryContextSupport {

		private @Nullable Call<?> call;

		private @Nullable Duration pause;

		Context(@Nullable RetryContext parent) {
			super(parent);
		}

	}

	private final class Policy implements RetryPolicy {

		@Override
		public boolean canRetry(RetryContext context) {
			Context state = (Context) context;
			Throwable failure = state.getLastThrowable();
			if (failure == null || state.call == null) {
				return true;
			}
			return state.pause != null;
		}

		@Override
		public RetryContext open(@Nullable RetryContext parent) {
			return new Context(parent);
		}

		@Override
		public void close(RetryContext context) {
			// Nothing was opened.
		}

		@Override
		public void registerThrowable(RetryContext context, Throwable failure) {
			Context state = (Context) context;
			state.registerThrowable(failure);
			if (state.call != null) {
				state.pause = BlockingRepeats.this.rules.pauseBeforeRepeat(state.call, failure,
						BlockingRepeats.this.deadlines.now());
			}
		}

	}

	private static final class Pauses implements BackOffPolicy {

		private final Sleeper sleeper;

		Pauses(Sleeper sleeper) {
			this.sleeper = sleeper;
		}

		@Override
		public BackOffContext start(RetryContext context) {
			return new PauseContext((Context) context);
		}

		@Override
		public void backOff(BackOffContext context) {
			Duration pause = ((PauseContext) context).state.pause;
			if (pause == null) {
				return;
			}
			try {
				this.sleeper.sleep(pause.toMillis());
			}
			catch (InterruptedException ex) {
				throw new BackOffInterruptedException("Interrupted", ex);
			}
		}

	}

	private static final class PauseContext implements BackOffContext {

		private final transient Context state;

		PauseContext(Context state) {
			this.state = state;
		}

	}

}
