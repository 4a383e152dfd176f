package io.octostore.embedded;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/**
 * The only proof of leadership: it renews and resigns.
 *
 * @param holder the holder of the election's lock
 * @param leaseId the lease
 */
record LeaderToken(UUID holder, UUID leaseId) {

	private static final int BYTES = 32;

	static LeaderToken of(Lease lease) {
		return new LeaderToken(lease.holder(), lease.leaseId());
	}

	/**
	 * Accepts one text for each token: JDK decoders ignore padding and the bits of the
	 * last character that carry no data.
	 */
	static LeaderToken parse(String text) {
		byte[] bytes = decode(text);
		if (bytes.length != BYTES || !encode(bytes).equals(text)) {
			throw malformed();
		}
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		return new LeaderToken(new UUID(buffer.getLong(), buffer.getLong()),
				new UUID(buffer.getLong(), buffer.getLong()));
	}

	private static String encode(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	private static byte[] decode(String text) {
		try {
			return Base64.getUrlDecoder().decode(text);
		}
		catch (IllegalArgumentException ex) {
			throw malformed();
		}
	}

	private static RefusedException malformed() {
		return new RefusedException(Refusal.INVALID_INPUT, "Invalid input: leader_token is malformed");
	}

	String encoded() {
		ByteBuffer buffer = ByteBuffer.allocate(BYTES)
			.putLong(this.holder.getMostSignificantBits())
			.putLong(this.holder.getLeastSignificantBits())
			.putLong(this.leaseId.getMostSignificantBits())
			.putLong(this.leaseId.getLeastSignificantBits());
		return encode(buffer.array());
	}

	@Override
	public String toString() {
		return "LeaderToken";
	}

}
