package io.octostore.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The pseudonym under which a holder is shown to others.
 */
final class PublicHolder {

	private static final byte[] DOMAIN = "octostore.public-lock-holder.v1\0".getBytes(StandardCharsets.US_ASCII);

	private static final long VERSION_MASK = 0xF000L;

	private static final long VERSION = 0x8000L;

	private static final long VARIANT_MASK = 0xC000_0000_0000_0000L;

	private static final long VARIANT = 0x8000_0000_0000_0000L;

	private static final long LOWEST_BIT_OF_FIRST_BYTE = 0x0100_0000_0000_0000L;

	private PublicHolder() {
	}

	static UUID of(UUID holder) {
		ByteBuffer id = ByteBuffer.allocate(16)
			.putLong(holder.getMostSignificantBits())
			.putLong(holder.getLeastSignificantBits());
		MessageDigest digest = sha256();
		digest.update(DOMAIN);
		ByteBuffer hash = ByteBuffer.wrap(digest.digest(id.array()));
		long high = (hash.getLong() & ~VERSION_MASK) | VERSION;
		long low = (hash.getLong() & ~VARIANT_MASK) | VARIANT;
		UUID pseudonym = new UUID(high, low);
		return pseudonym.equals(holder) ? new UUID(high ^ LOWEST_BIT_OF_FIRST_BYTE, low) : pseudonym;
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
