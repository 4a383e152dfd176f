package io.octostore.embedded;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The message that a webhook gets. Only the signature depends on the order of the
 * members.
 */
final class WebhookMessage {

	private static final String ALGORITHM = "HmacSHA256";

	private WebhookMessage() {
	}

	static byte[] body(LockEvents.Type type, Lease lease, Instant now) {
		return Json.object()
			.put("event", type.label())
			.put("lock", lease.name())
			.put("holder_id", PublicHolder.of(lease.holder()))
			.put("fencing_token", lease.fencingToken())
			.put("timestamp", withOffset(now))
			.toBytes();
	}

	/**
	 * The body before 0.14: the members in the order of the alphabet, and no holder once
	 * there is none.
	 */
	static byte[] formerBody(LockEvents.Type type, Lease lease, Instant now) {
		boolean over = type == LockEvents.Type.RELEASED || type == LockEvents.Type.EXPIRED;
		return Json.object()
			.put("event", type.label())
			.put("fencing_token", over ? null : lease.fencingToken())
			.put("holder_id", over ? null : lease.holder())
			.put("lock", lease.name())
			.put("timestamp", withOffset(now))
			.toBytes();
	}

	/**
	 * The instant in the form that ends in an offset of zero instead of a Z.
	 */
	static String withOffset(Instant instant) {
		String text = DateTimeFormatter.ISO_INSTANT.format(instant.atOffset(ZoneOffset.UTC));
		return text.substring(0, text.length() - 1) + "+00:00";
	}

	static String signature(String secret, byte[] body) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			// A secret may be empty, a key may not; the padding makes them equal.
			byte[] key = secret.isEmpty() ? new byte[1] : secret.getBytes(StandardCharsets.UTF_8);
			mac.init(new SecretKeySpec(key, ALGORITHM));
			return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + ALGORITHM, ex);
		}
	}

}
