package io.octostore.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The operations on locks as HTTP knows them.
 */
final class LockEndpoints {

	private static final BodyShape ACL = BodyShape.of(BodyShape.required("acquire", BodyShape.Type.TEXTS));

	private static final BodyShape ACQUIRE = BodyShape.of(BodyShape.optional("ttl_seconds", BodyShape.Type.UNSIGNED),
			BodyShape.optional("metadata", BodyShape.Type.TEXT), BodyShape.optional("session_id", BodyShape.Type.UUID),
			BodyShape.optional("ephemeral", BodyShape.Type.FLAG),
			BodyShape.optional("lock_delay_seconds", BodyShape.Type.UNSIGNED), BodyShape.optional("acl", ACL));

	private static final BodyShape RELEASE = BodyShape.of(BodyShape.required("lease_id", BodyShape.Type.UUID));

	private static final BodyShape RENEW = BodyShape.of(BodyShape.required("lease_id", BodyShape.Type.UUID),
			BodyShape.optional("ttl_seconds", BodyShape.Type.UNSIGNED));

	private static final BodyShape SET_ACL = BodyShape.of(BodyShape.required("acl", ACL));

	private final LockTable locks;

	private final LockService service;

	private final Watches watches;

	private final Authenticator authenticator;

	LockEndpoints(ServerState state, Authenticator authenticator) {
		this.locks = state.locks();
		this.service = state.lockService();
		this.watches = state.watches();
		this.authenticator = authenticator;
	}

	void addTo(Map<Operation, Endpoint> endpoints) {
		endpoints.put(Operation.ACQUIRE, this::acquire);
		endpoints.put(Operation.RELEASE, this::release);
		endpoints.put(Operation.RENEW, this::renew);
		endpoints.put(Operation.WATCH, this::watch);
		endpoints.put(Operation.STATUS, this::status);
		endpoints.put(Operation.LIST, this::list);
		endpoints.put(Operation.SET_ACL, this::setAcl);
	}

	private Answer acquire(ApiRequest request, Instant now) {
		String name = request.pathText();
		Body body = request.json(ACQUIRE);
		Principal principal = this.authenticator.caller(request);
		Body acl = body.object("acl");
		AcquireOutcome outcome = this.service.acquire(principal, name,
				new AcquireRequest(body.number("ttl_seconds"), body.text("metadata"), body.uuid("session_id"),
						body.flag("ephemeral"), body.number("lock_delay_seconds"),
						(acl != null) ? acl.texts("acquire") : null),
				now);
		if (outcome instanceof AcquireOutcome.Acquired acquired) {
			return Answer.json(acquired(acquired.lease(), now));
		}
		if (outcome instanceof AcquireOutcome.Held held) {
			return Answer.json(held(held.lease(), now));
		}
		return Answer.json(409, delayed(((AcquireOutcome.Delayed) outcome).cooling(), now));
	}

	private static Json acquired(Lease lease, Instant now) {
		return Json.object()
			.put("status", "acquired")
			.put("lease_id", lease.leaseId())
			.put("fencing_token", lease.fencingToken())
			.put("expires_at", lease.expiresAt())
			.put("renew_after_ms", lease.remainingMillis(now) / 2)
			.put("metadata", lease.metadata());
	}

	private static Json held(Lease lease, Instant now) {
		return Json.object()
			.put("status", "held")
			.put("holder_id", PublicHolder.of(lease.holder()))
			.put("expires_at", lease.expiresAt())
			.put("retry_after_ms", lease.remainingMillis(now))
			.put("metadata", lease.metadata());
	}

	private static Json delayed(LockTable.Cooling cooling, Instant now) {
		return Json.object()
			.put("status", "delayed")
			.put("available_at", cooling.until())
			.put("lock_delay_seconds", cooling.seconds())
			.put("retry_after_ms", cooling.remainingMillis(now));
	}

	private Answer release(ApiRequest request, Instant now) {
		String name = request.pathText();
		UUID leaseId = leaseId(request.json(RELEASE));
		this.service.release(this.authenticator.caller(request), name, leaseId, now);
		return Answer.of(200, Answer.JSON, Json.toBytes(null));
	}

	private Answer renew(ApiRequest request, Instant now) {
		String name = request.pathText();
		Body body = request.json(RENEW);
		Lease lease = this.service.renew(this.authenticator.caller(request), name, leaseId(body),
				body.number("ttl_seconds"), now);
		return Answer.json(Json.object()
			.put("lease_id", lease.leaseId())
			.put("expires_at", lease.expiresAt())
			.put("renew_after_ms", lease.remainingMillis(now) / 2));
	}

	private static UUID leaseId(Body body) {
		UUID leaseId = body.uuid("lease_id");
		if (leaseId == null) {
			throw HttpProblem.wrongShape();
		}
		return leaseId;
	}

	private Answer status(ApiRequest request, Instant now) {
		String name = request.pathText();
		Lease lease = this.service.status(this.authenticator.caller(request), name);
		Json status = status(name, lease, now);
		AccessList accessList = this.locks.accessList(name);
		if (accessList != null) {
			status.put("acl", acl(accessList));
		}
		return Answer.json(status);
	}

	private Json status(String name, @Nullable Lease lease, Instant now) {
		Json status = Json.object().put("name", name);
		if (lease != null && !lease.isOverFor(now)) {
			return status.put("status", "held")
				.put("holder_id", PublicHolder.of(lease.holder()))
				.put("fencing_token", lease.fencingToken())
				.put("expires_at", lease.expiresAt())
				.put("metadata", lease.metadata());
		}
		return status.put("status", "free")
			.put("holder_id", null)
			.put("fencing_token", (lease != null) ? lease.fencingToken() : this.locks.nextFencingToken())
			.put("expires_at", null)
			.put("metadata", null);
	}

	private Answer watch(ApiRequest request, Instant now) {
		String name = request.pathText();
		this.service.status(this.authenticator.caller(request), name);
		return Answer.events(this.watches.watch(name, LockFrames.COMMENT, new LockFrames(this.locks, name)));
	}

	private Answer list(ApiRequest request, Instant now) {
		String requested = request.queryParameter("prefix");
		Principal principal = this.authenticator.caller(request);
		String scope = (principal.namespace() != null) ? principal.namespace() + "." : "";
		String prefix = (requested == null && !scope.isEmpty()) ? scope : requested;
		if (prefix != null && !prefix.startsWith(scope)) {
			throw new RefusedException(Refusal.FORBIDDEN, "Forbidden: the prefix is outside of the caller's namespace");
		}
		List<Json> found = new ArrayList<>();
		for (Lease lease : this.locks.all()) {
			if (!lease.isOverFor(now) && !lease.name().startsWith(LockRules.ELECTION_PREFIX)
					&& (prefix == null || lease.name().startsWith(prefix))) {
				found.add(status(lease.name(), lease, now));
			}
		}
		return Answer.json(Json.object().put("locks", found).put("total", found.size()).put("prefix", prefix));
	}

	private Answer setAcl(ApiRequest request, Instant now) {
		String name = request.pathText();
		Body acl = request.json(SET_ACL).object("acl");
		List<String> entries = (acl != null) ? acl.texts("acquire") : null;
		if (entries == null) {
			throw HttpProblem.wrongShape();
		}
		AccessList accessList = this.service.restrict(this.authenticator.caller(request), name, entries, now);
		return Answer.json(Json.object().put("name", name).put("acl", acl(accessList)));
	}

	private static Json acl(AccessList accessList) {
		return Json.object().put("acquire", accessList.redacted());
	}

}
