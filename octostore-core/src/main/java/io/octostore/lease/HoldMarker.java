package io.octostore.lease;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.octostore.HolderInfo;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.Attempt;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.internal.Safeguard;

/**
 * A lock of the user that stays taken for longer than any session can. It excludes no
 * instance, because all have the same user, and need not: only the one that has the main
 * lock looks at it. An acquire for one second tells whether it was there before, because
 * then its fencing token is older than that of the main lock. Serial context only.
 */
final class HoldMarker {

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	private final Engine engine;

	private final String name;

	private final Duration hold;

	private final long until;

	/**
	 * Prepare a marker.
	 * @param hold for how long it has to stay
	 * @param until when the time of the caller is over
	 */
	HoldMarker(Engine engine, String name, Duration hold, long until) {
		this.engine = engine;
		this.name = name;
		this.hold = hold;
		this.until = until;
	}

	/**
	 * Set the marker.
	 * @param mainToken fencing token of the main lock
	 * @param done takes why the main lock must not be lent, {@code null} if the marker is
	 * set
	 */
	void set(long mainToken, Consumer<AcquireAnswer.@Nullable Denied> done) {
		this.engine.authority()
			.acquire(this.name, SHORTEST, null, attempt(false),
					(answer) -> this.engine.serial().execute(() -> acquired(answer, mainToken, done)));
	}

	private void acquired(AcquireAnswer answer, long mainToken, Consumer<AcquireAnswer.@Nullable Denied> done) {
		if (answer instanceof AcquireAnswer.Granted granted) {
			if (wasThere(granted, mainToken)) {
				done.accept(new AcquireAnswer.Held(HolderInfo.coolingUntil(null)));
			}
			else {
				prolong(granted, false, done);
			}
		}
		else if (answer instanceof AcquireAnswer.Denied denied) {
			done.accept(denied);
		}
		else {
			done.accept(ClaimRequest.tooLate(this.engine.kind(), this.name, "its session is said to be gone"));
		}
	}

	@Safeguard("a-marker-keeps-its-lock")
	private static boolean wasThere(AcquireAnswer.Granted granted, long mainToken) {
		return granted.fencingToken() < mainToken;
	}

	private void prolong(AcquireAnswer.Granted granted, boolean repeat, Consumer<AcquireAnswer.@Nullable Denied> done) {
		this.engine.authority()
			.renew(this.name, granted.lease(), Shortening.wholeSeconds(this.hold.toNanos()), attempt(repeat),
					(answer) -> this.engine.serial().execute(() -> {
						if (answer instanceof ConfirmAnswer.Confirmed) {
							done.accept(null);
						}
						else if (!repeat && this.engine.now() < this.until) {
							prolong(granted, true, done);
						}
						else {
							done.accept(ClaimRequest.tooLate(this.engine.kind(), this.name,
									"its hold could not be written down"));
						}
					}));
	}

	private Attempt attempt(boolean repeat) {
		return new Attempt(this.engine.attemptTimeout(this.until, this.engine.now()), repeat);
	}

}
