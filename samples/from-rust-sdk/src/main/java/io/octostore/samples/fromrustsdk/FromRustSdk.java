package io.octostore.samples.fromrustsdk;

import java.io.PrintStream;
import java.time.Duration;
import java.util.UUID;

import io.octostore.ErrorCode;
import io.octostore.LockHeldException;
import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreServerException;
import io.octostore.OctoStoreValidationException;
import io.octostore.client.AcquireResult;
import io.octostore.client.LockInfo;
import io.octostore.client.OctoStoreClient;
import io.octostore.client.RenewResult;
import io.octostore.client.TokenInfo;
import io.octostore.client.UserLock;

/**
 * Every call of the Rust SDK, with what it was there in the comment above.
 */
final class FromRustSdk {

	private static final String LOCK = "nightly-report";

	private static final Duration TTL = Duration.ofSeconds(60);

	private final OctoStoreClient client;

	private final OctoStoreClient other;

	private final PrintStream out;

	/**
	 * Create the program.
	 * @param client a client
	 * @param other the client of another user
	 * @param out where to write to
	 */
	FromRustSdk(OctoStoreClient client, OctoStoreClient other, PrintStream out) {
		this.client = client;
		this.other = other;
		this.out = out;
	}

	void run() {
		askTheServer();
		UUID lease = acquire();
		findItHeld();
		renew(lease);
		look();
		release(lease);
		handleErrors();
		rotate();
	}

	private void askTheServer() {
		// println!("{}", client.health().await?);
		this.out.println("health: " + this.client.health().status());
		this.out.println("server: " + this.client.serverVersion());
	}

	private UUID acquire() {
		// let result = client.acquire_lock("nightly-report", 60).await?;
		// let lease = result.lease_id.unwrap();
		AcquireResult.Acquired acquired = this.client.acquireLock(LOCK, TTL);
		this.out.println("acquired, fencing token " + acquired.fencingToken());
		// A second acquire with the same token gets the same lease, as in Rust.
		AcquireResult.Acquired again = this.client.acquireLock(LOCK, TTL);
		this.out.println("acquired again, same lease: " + acquired.leaseId().equals(again.leaseId()));
		return acquired.leaseId();
	}

	private void findItHeld() {
		// if result.status == "held" { ... result.holder_id ... }
		AcquireResult result = this.other.tryAcquireLock(LOCK, TTL);
		if (result instanceof AcquireResult.Held held) {
			this.out.println("held by another user, who is named: " + held.holderId().isPresent());
		}
		// Err(Error::LockHeld(held)) => ...
		try {
			this.other.acquireLock(LOCK, TTL);
		}
		catch (LockHeldException ex) {
			this.out.println("held until its end is known: " + ex.expiresAt().isPresent());
		}
	}

	private void renew(UUID lease) {
		// let renewed = client.renew_lock("nightly-report", &lease, 120).await?;
		RenewResult renewed = this.client.renewLock(LOCK, lease, TTL.multipliedBy(2));
		this.out.println("renewed, same lease: " + renewed.leaseId().equals(lease));
	}

	private void look() {
		// let info = client.get_lock_status("nightly-report").await?;
		LockInfo info = this.client.getLockStatus(LOCK);
		this.out.println("status: " + info.status());
		// for lock in client.list_locks().await? { ... }
		for (UserLock lock : this.client.listLocks().locks()) {
			this.out.println("listed: " + lock.name() + ", with its lease: " + lock.leaseId().isPresent());
		}
	}

	private void release(UUID lease) {
		// client.release_lock("nightly-report", &lease).await?;
		this.client.releaseLock(LOCK, lease);
		// Err(Error::Lock { status_code, .. }) => ...
		try {
			this.client.releaseLock(LOCK, lease);
		}
		catch (OctoStoreServerException ex) {
			this.out.println("released twice: " + ex.statusCode() + " " + ex.code());
		}
	}

	private void handleErrors() {
		// Err(Error::Validation { .. }) => ...
		try {
			this.client.acquireLock("x".repeat(65), TTL);
		}
		catch (OctoStoreValidationException ex) {
			this.out.println("a name of 65 characters is refused");
		}
		// Err(Error::Authentication { .. }) => ...
		try {
			this.client.withToken("no-such-token").listLocks();
		}
		catch (OctoStoreAuthenticationException ex) {
			this.out.println(
					"an unknown token: " + ex.statusCode() + ", " + (ex.code() == ErrorCode.AUTHENTICATION_FAILED));
		}
	}

	private void rotate() {
		// let token = client.rotate_token().await?;
		TokenInfo token = this.client.rotateToken();
		this.out.println("rotated the token of " + token.username().orElse("a user"));
		// client.with_timeout(Duration::from_secs(5))? shares the new token, and the
		// connections.
		OctoStoreClient copy = this.client.withTimeout(Duration.ofSeconds(5));
		this.out.println("a copy uses the new token: " + copy.listLocks().locks().isEmpty());
	}

}
