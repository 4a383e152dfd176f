package io.octostore.etcd;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.octostore.UnsupportedServerException;

/**
 * Release of an etcd server. Before 3.5.23 and 3.6.5, both of 2025-09-19, it "may return
 * success for leaseRenew request even when the lease is revoked" (changelog of etcd, pull
 * requests 20616 and 20615). Release 3.4.38 has that mended, too, but 3.4 gets no further
 * fixes since 3.4.45.
 *
 * @param major the first number
 * @param minor the second
 * @param patch the third
 */
record Version(int major, int minor, int patch) {

	static final Version OLDEST = new Version(3, 6, 5);

	static final Version OLDEST_OF_3_5 = new Version(3, 5, 23);

	private static final Pattern TEXT = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})([-+].*)?");

	/**
	 * Read a version.
	 * @return the version, {@code null} if the text is none
	 */
	static @Nullable Version parse(String text) {
		Matcher matcher = TEXT.matcher(text);
		if (!matcher.matches()) {
			return null;
		}
		return new Version(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)),
				Integer.parseInt(matcher.group(3)));
	}

	boolean isSupported() {
		return isAtLeast((this.major == 3 && this.minor == 5) ? OLDEST_OF_3_5 : OLDEST);
	}

	private boolean isMaintained() {
		return isAtLeast(new Version(3, 5, 0));
	}

	private boolean isAtLeast(Version other) {
		if (this.major != other.major) {
			return this.major > other.major;
		}
		return (this.minor != other.minor) ? this.minor > other.minor : this.patch >= other.patch;
	}

	UnsupportedServerException refusal(String endpoint) {
		return new UnsupportedServerException(
				"etcd at " + endpoint + " is release " + this
						+ ", but locks need 3.5.23 or newer of 3.5, or 3.6.5 or newer: "
						+ (isMaintained() ? "older ones confirm keepalives of leases that have ended"
								: "3.4 and older ones get no fixes any more")
						+ ". Upgrade all members of the cluster",
				"v" + OLDEST);
	}

	@Override
	public String toString() {
		return this.major + "." + this.minor + "." + this.patch;
	}

}
