package io.octostore.embedded.conformance;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The pseudonym of a holder, computed from the protocol's description byte by byte.
 */
final class Pseudonym {

	private Pseudonym() {
	}

	static String of(UUID holder) {
		byte[] text = "octostore.public-lock-holder.v1".getBytes(StandardCharsets.US_ASCII);
		byte[] input = ByteBuffer.allocate(text.length + 17)
			.put(text)
			.put((byte) 0)
			.putLong(holder.getMostSignificantBits())
			.putLong(holder.getLeastSignificantBits())
			.array();
		byte[] digest = sha256(input);
		digest[6] = (byte) (0x80 | (digest[6] & 0x0F));
		digest[8] = (byte) (0x80 | (digest[8] & 0x3F));
		ByteBuffer result = ByteBuffer.wrap(digest);
		return new UUID(result.getLong(), result.getLong()).toString();
	}

	private static byte[] sha256(byte[] input) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(input);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
