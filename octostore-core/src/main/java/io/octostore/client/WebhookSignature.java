package io.octostore.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;

/**
 * Signs and checks the messages that a server posts to webhooks: HMAC-SHA256 of the exact
 * bytes of the body, with the secret of the webhook as its key, written {@code sha256=}
 * and 64 lower-case hexadecimal digits.
 * <p>
 * A right signature says that the sender knows the secret, not that the message is new:
 * see {@link WebhookReceiver}.
 * <p>
 * Immutable and safe for use by any number of threads. {@code toString} shows no secret.
 *
 * @since 0.1.0
 */
public final class WebhookSignature {

	/**
	 * The header that carries the signature.
	 */
	public static final String HEADER = "X-OctoStore-Signature";

	private static final String ALGORITHM = "HmacSHA256";

	private static final String PREFIX = "sha256=";

	private final SecretKeySpec key;

	private WebhookSignature(SecretKeySpec key) {
		this.key = key;
	}

	/**
	 * Create a signature with a secret.
	 * @param secret the secret of the webhook, not empty
	 * @return the signature
	 * @throws OctoStoreValidationException if the secret is empty
	 */
	public static WebhookSignature of(String secret) {
		if (Arguments.unicode("The webhook secret", secret).isEmpty()) {
			throw new OctoStoreValidationException("The webhook secret must not be empty");
		}
		return new WebhookSignature(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
	}

	/**
	 * Return the signature of a body.
	 * @param body the exact bytes
	 * @return the value of the header
	 */
	public String sign(byte[] body) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			return PREFIX + HexFormat.of().formatHex(mac.doFinal(Arguments.required("The body", body)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + ALGORITHM, ex);
		}
	}

	/**
	 * Check the signature of a body. How long that takes does not depend on how much of
	 * the signature is right.
	 * @param body the exact bytes that were received
	 * @param signature the value of the header, {@code null} if there was none
	 * @return whether it is the signature of the body
	 */
	public boolean matches(byte[] body, @Nullable String signature) {
		return signature != null && MessageDigest.isEqual(sign(body).getBytes(StandardCharsets.UTF_8),
				signature.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public String toString() {
		return "WebhookSignature[redacted]";
	}

}
