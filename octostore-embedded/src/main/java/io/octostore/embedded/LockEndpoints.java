package io.octostore.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The operations on locks as HTTP knows them.
 */
final class LockEndpoints {

	private static final BodyShape ACL = BodyShape.of(BodyShape.required("acquire", BodyShape.Type.TEXTS));

	private static final BodyShape ACQUIRE = BodyShape.of(BodyShape.optional("ttl_seconds", BodyShape.Type.UNSIGNED),
			BodyShape.optional("metadata", BodyShape.Type.TEXT), BodyShape.optional("session_id", BodyShape.Type.UUID),
			BodyShape.optional("ephemeral", BodyShape.Type.FLAG),
			BodyShape.optional("lock_delay_seconds", BodyShape.Type.UNSIGNED), BodyShape.optional("acl", ACL));

	private static final BodyShape ACQUIRE_WITHOUT_ACL = ACQUIRE.without("acl");

	private static final BodyShape RELEASE = BodyShape.of(BodyShape.required("lease_id", BodyShape.Type.UUID));

	private static final BodyShape RENEW = BodyShape.of(BodyShape.required("lease_id", BodyShape.Type.UUID),
			BodyShape.optional("ttl_seconds", BodyShape.Type.UNSIGNED));

	private static final BodyShape SET_ACL = BodyShape.of(BodyShape.required("acl", ACL));

	private final LockTable locks;

	private final LockService service;

	private final Watches watches;

	private final Authenticator authenticator;

	private final ServerGeneration generation;

	private final LockJson json;

	LockEndpoints(ServerState state, Authenticator authenticator, ServerGeneration generation) {
		this.generation = generation;
		this.json = new LockJson(generation);
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
		if (this.generation.hasAccessLists()) {
			endpoints.put(Operation.SET_ACL, this::setAcl);
		}
	}

	private Answer acquire(ApiRequest request, Instant now) {
		String name = request.pathText();
		Body body = request.json(this.generation.hasAccessLists() ? ACQUIRE : ACQUIRE_WITHOUT_ACL);
		Principal principal = this.authenticator.caller(request);
		Body acl = body.object("acl");
		AcquireOutcome outcome = this.service.acquire(principal, name,
				new AcquireRequest(body.number("ttl_seconds"), body.text("metadata"), body.uuid("session_id"),
						body.flag("ephemeral"), body.number("lock_delay_seconds"),
						(acl != null) ? acl.texts("acquire") : null),
				now);
		if (outcome instanceof AcquireOutcome.Acquired acquired) {
			return Answer.json(this.json.acquired(acquired.lease(), body.text("metadata"), now));
		}
		if (outcome instanceof AcquireOutcome.Held held) {
			return Answer.json(this.json.held(held.lease(), now));
		}
		return Answer.json(409, this.json.delayed(((AcquireOutcome.Delayed) outcome).cooling(), now));
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
		return Answer.json(this.json.renewed(lease, now));
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
		Json status = (lease != null && !lease.isOverFor(now)) ? this.json.heldStatus(lease)
				: this.json.freeStatus(name, lease, this.locks.nextFencingToken());
		AccessList accessList = this.locks.accessList(name);
		if (accessList != null) {
			status.put("acl", acl(accessList));
		}
		return Answer.json(status);
	}

	private Answer watch(ApiRequest request, Instant now) {
		String name = request.pathText();
		Principal principal = this.authenticator.caller(request);
		this.service.status(principal, name);
		Watches.Frames frames = this.generation.hasCleanWatches() ? new LockFrames(this.locks, name)
				: new FormerLockFrames(this.json);
		return Answer.events(this.watches.watch(name, principal.name(), LockFrames.COMMENT, frames, null));
	}

	private Answer list(ApiRequest request, Instant now) {
		String requested = request.queryParameter("prefix");
		Principal principal = this.authenticator.caller(request);
		LockRules.checkNamespace(principal, this.generation);
		String scope = (principal.namespace() != null) ? principal.namespace() + "." : "";
		boolean confined = !scope.isEmpty() && this.generation.confinesLists();
		String prefix = (requested == null && confined) ? scope : requested;
		if (prefix != null && !prefix.startsWith(scope)) {
			throw new RefusedException(Refusal.FORBIDDEN, "Forbidden: the prefix is outside of the caller's namespace");
		}
		List<Json> found = new ArrayList<>();
		for (Lease lease : this.locks.all()) {
			if (!lease.isOverFor(now) && !LockRules.isReserved(lease.name(), this.generation)
					&& (prefix == null || lease.name().startsWith(prefix))) {
				found.add(this.json.heldStatus(lease));
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
