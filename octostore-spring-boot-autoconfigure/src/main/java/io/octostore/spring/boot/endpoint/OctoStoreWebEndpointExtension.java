package io.octostore.spring.boot.endpoint;

import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import io.octostore.LockHeldException;
import io.octostore.LockLimitExceededException;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreValidationException;
import io.octostore.spring.boot.endpoint.OctoStoreEndpoint.OperationReport;
import io.octostore.spring.boot.pause.UnknownJobException;

/**
 * Tells the outcome of an operation by the status of the HTTP answer: 200 if it was done,
 * 400 for an argument that breaks its rule, 403 if it is not allowed, 404 for an unknown
 * lock, 409 if it is not possible now, 503 if the server of the locks does not answer.
 *
 * @since 0.1.0
 */
@EndpointWebExtension(endpoint = OctoStoreEndpoint.class)
public final class OctoStoreWebEndpointExtension {

	private final OctoStoreEndpoint endpoint;

	/**
	 * Create an extension.
	 * @param endpoint does the work
	 */
	public OctoStoreWebEndpointExtension(OctoStoreEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Carry out an operation on all locks of this instance.
	 * @param operation the operation
	 * @return the answer
	 * @see OctoStoreEndpoint#operate
	 */
	@WriteOperation
	public WebEndpointResponse<Object> operate(String operation) {
		return answer(() -> this.endpoint.operate(operation));
	}

	/**
	 * Carry out an operation on one lock.
	 * @param lock parts of the full name of the lock, which has slashes between them
	 * @param operation the operation
	 * @param duration for how long to pause
	 * @param reason why to pause
	 * @return the answer
	 * @see OctoStoreEndpoint#operateLock
	 */
	@WriteOperation
	public WebEndpointResponse<Object> operateLock(@Selector(match = Selector.Match.ALL_REMAINING) String[] lock,
			String operation, @Nullable String duration, @Nullable String reason) {
		return answer(() -> this.endpoint.operateLock(lock, operation, duration, reason));
	}

	private static WebEndpointResponse<Object> answer(Supplier<OperationReport> operation) {
		try {
			return new WebEndpointResponse<>(operation.get());
		}
		catch (OperationRefusedException ex) {
			return refused(ex, switch (ex.reason()) {
				case NOT_ALLOWED -> 403;
				case UNKNOWN -> WebEndpointResponse.STATUS_NOT_FOUND;
				case CONFLICT -> 409;
			});
		}
		catch (UnknownJobException ex) {
			return refused(ex, WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (OctoStoreValidationException ex) {
			return refused(ex, WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (LockHeldException ex) {
			return refused("The pause belongs to another user of the server: end it at an instance with that token",
					409);
		}
		catch (LockLimitExceededException ex) {
			return refused("The pause needs a lock, and the user has as many as the server allows", 409);
		}
		catch (OctoStoreException ex) {
			return refused(ex, WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
	}

	private static WebEndpointResponse<Object> refused(Exception reason, int status) {
		return refused(String.valueOf(reason.getMessage()), status);
	}

	private static WebEndpointResponse<Object> refused(String message, int status) {
		return new WebEndpointResponse<>(Map.of("refused", message), status);
	}

}
