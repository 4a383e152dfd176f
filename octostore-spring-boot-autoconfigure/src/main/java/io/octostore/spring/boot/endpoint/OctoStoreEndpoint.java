package io.octostore.spring.boot.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.convert.DurationStyle;
import reactor.core.publisher.Mono;

import io.octostore.OctoStoreValidationException;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.endpoint.OperationRefusedException.Reason;
import io.octostore.spring.boot.overview.Overview;
import io.octostore.spring.boot.overview.OverviewSource;
import io.octostore.spring.boot.pause.Pauses;
import io.octostore.spring.lock.JobPause;

/**
 * Shows the locks of the application as this instance sees them, and acts on them where
 * that is allowed. Thread safe.
 *
 * @since 0.1.0
 */
@Endpoint(id = "octostore")
public final class OctoStoreEndpoint {

	private static final Duration DEFAULT_PAUSE = Duration.ofHours(1);

	/** More than any operation needs with the limits of the client. */
	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final OverviewSource source;

	private final Supplier<@Nullable OctoStoreLocks> locks;

	private final Supplier<@Nullable Pauses> pauses;

	private final Set<EndpointOperation> allowed;

	private final @Nullable String libraryVersion = OctoStoreLocks.class.getPackage().getImplementationVersion();

	/**
	 * Create an endpoint.
	 * @param source looks at the locks
	 * @param locks gives the locks of this instance, or {@code null} while there are none
	 * @param pauses gives what pauses jobs, or {@code null} where jobs cannot be paused
	 * @param allowed operations that are allowed
	 */
	public OctoStoreEndpoint(OverviewSource source, Supplier<@Nullable OctoStoreLocks> locks,
			Supplier<@Nullable Pauses> pauses, Set<EndpointOperation> allowed) {
		this.source = source;
		this.locks = locks;
		this.pauses = pauses;
		this.allowed = Set.copyOf(allowed);
	}

	/**
	 * Show the locks of this application, those that this instance holds and waits for,
	 * and the latest events here.
	 * @return a description, within four seconds
	 */
	@ReadOperation
	public EndpointReport octostore() {
		return EndpointReport.of(look(), this.source.history(), this.libraryVersion, allowedNow());
	}

	/**
	 * Show one lock and its events here.
	 * @param lock parts of the full name of the lock, which has slashes between them
	 * @return a description, {@code null} if this instance knows no lock of that name
	 */
	@ReadOperation
	public EndpointReport.@Nullable LockReport lock(@Selector(match = Selector.Match.ALL_REMAINING) String... lock) {
		return EndpointReport.LockReport.of(name(lock), look(), this.source.history());
	}

	/**
	 * Carry out an operation on all locks of this instance.
	 * @param operation {@code acknowledge-fencing-regression}
	 * @return what was done
	 * @throws OctoStoreValidationException if there is no such operation
	 * @throws OperationRefusedException if it is not allowed
	 */
	@WriteOperation
	public OperationReport operate(String operation) {
		EndpointOperation wanted = EndpointOperation.of(operation);
		checkAllowed(wanted);
		if (wanted != EndpointOperation.ACKNOWLEDGE_FENCING_REGRESSION) {
			throw new OctoStoreValidationException(
					"Operation '" + wanted.text() + "' needs the name of a lock: POST to octostore/{lock}");
		}
		control().acknowledgeFencingRegression();
		return new OperationReport(wanted.text(), null,
				"Locks are handed out by this instance again although their fencing tokens are smaller than before.");
	}

	/**
	 * Carry out an operation on one lock.
	 * @param lock parts of the full name of the lock, which has slashes between them
	 * @param operation {@code release}, {@code pause} or {@code resume}
	 * @param duration for how long to pause, such as {@code 90s} or {@code PT8H}; one
	 * hour unless given
	 * @param reason why to pause, for log and history
	 * @return what was done
	 * @throws OctoStoreValidationException if an argument breaks its rule
	 * @throws OperationRefusedException if it is not allowed, or not possible now
	 */
	@WriteOperation
	public OperationReport operateLock(@Selector(match = Selector.Match.ALL_REMAINING) String[] lock, String operation,
			@Nullable String duration, @Nullable String reason) {
		EndpointOperation wanted = EndpointOperation.of(operation);
		checkAllowed(wanted);
		String name = name(lock);
		return switch (wanted) {
			case RELEASE -> release(name);
			case PAUSE -> pause(name, duration, reason);
			case RESUME -> resume(name);
			case ACKNOWLEDGE_FENCING_REGRESSION -> throw new OctoStoreValidationException("Operation '" + wanted.text()
					+ "' concerns all locks: POST to octostore, without the name of a lock");
		};
	}

	private static String name(String[] lock) {
		return String.join("/", lock);
	}

	private Overview look() {
		Overview overview = this.source.look().block(LIMIT);
		if (overview == null) {
			throw new IllegalStateException("No overview");
		}
		return overview;
	}

	private List<String> allowedNow() {
		return this.allowed.stream().sorted().map(EndpointOperation::text).toList();
	}

	private void checkAllowed(EndpointOperation operation) {
		if (!this.allowed.contains(operation)) {
			throw new OperationRefusedException(Reason.NOT_ALLOWED,
					"Operation '" + operation.text()
							+ "' is not allowed: octostore.endpoint.operations must list it, and has "
							+ (this.allowed.isEmpty() ? "no value" : allowedNow()));
		}
	}

	private LocksControl control() {
		if (this.locks.get() instanceof LocksControl control) {
			return control;
		}
		throw new OperationRefusedException(Reason.CONFLICT,
				"The bean of type OctoStoreLocks does not implement LocksControl, which this operation needs");
	}

	private OperationReport release(String lock) {
		LocksControl control = control();
		if (control.revoke(lock)) {
			return new OperationReport(EndpointOperation.RELEASE.text(), lock,
					"The code that has the lock was told to stop, and its call ends in a LockLostException (REVOKED). The lock "
							+ "stays taken on the server until the code has ended, so that no other holder enters meanwhile.");
		}
		Set<String> here = control.activity()
			.held()
			.stream()
			.map((held) -> held.name())
			.collect(Collectors.toCollection(TreeSet::new));
		throw new OperationRefusedException(Reason.UNKNOWN,
				"No code of this instance (" + this.source.history().instance() + ") has lock '" + lock + "', only "
						+ here + ". A lock that another instance has is released at that instance");
	}

	private Pauses pauses() {
		Pauses found = this.pauses.get();
		if (found == null) {
			throw new OperationRefusedException(Reason.NOT_ALLOWED,
					"Jobs cannot be paused: octostore.pause.enabled must be true, in all instances");
		}
		return found;
	}

	private OperationReport pause(String lock, @Nullable String duration, @Nullable String reason) {
		JobPause pause = await(pauses().pause(lock, (duration != null) ? length(duration) : DEFAULT_PAUSE, reason));
		return new OperationReport(EndpointOperation.PAUSE.text(), lock, "The job is "
				+ ((pause != null) ? pause.describe() : "paused") + ". A run that has begun goes on to its end.");
	}

	private static Duration length(String text) {
		try {
			DurationStyle style = DurationStyle.detect(text.strip());
			if (style == DurationStyle.SIMPLE && Character.isDigit(text.strip().charAt(text.strip().length() - 1))) {
				throw new OctoStoreValidationException("duration has no unit, and would be " + text.strip()
						+ " milliseconds: write one, such as 90s, 8h or 2d");
			}
			return style.parse(text.strip());
		}
		catch (IllegalArgumentException ex) {
			throw new OctoStoreValidationException(
					"duration must be a number and a unit, such as 90s, 8h or 2d, but is '" + text + "'");
		}
	}

	private OperationReport resume(String lock) {
		JobPause ended = await(pauses().resume(lock));
		if (ended == null) {
			throw new OperationRefusedException(Reason.CONFLICT, "Lock '" + lock + "' is not paused");
		}
		return new OperationReport(EndpointOperation.RESUME.text(), lock,
				"The job runs again at its next fire time. It was " + ended.describe() + ".");
	}

	private static <T> @Nullable T await(Mono<T> mono) {
		return mono.block(LIMIT);
	}

	/**
	 * Outcome of an operation.
	 *
	 * @param operation the operation
	 * @param lock full name of the lock, {@code null} if all are concerned
	 * @param result what it did, in words
	 */
	public record OperationReport(String operation, @Nullable String lock, String result) {
	}

}
