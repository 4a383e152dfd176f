package io.octostore.client;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A release of the server, such as 0.14.4. Releases are ordered by their three numbers.
 *
 * @param major the first number
 * @param minor the second number
 * @param patch the third number
 * @since 0.1.0
 */
public record ServerVersion(int major, int minor, int patch) implements Comparable<ServerVersion> {

	/** The line of the document, in its block {@code info}. */
	private static final Pattern LINE = Pattern
		.compile("(?m)^ {2}version: [\"']?(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})(?:[-+][0-9A-Za-z.+-]*)?[\"']?\\s*$");

	private static final Comparator<ServerVersion> ORDER = Comparator.comparingInt(ServerVersion::major)
		.thenComparingInt(ServerVersion::minor)
		.thenComparingInt(ServerVersion::patch);

	/**
	 * Find the release in an OpenAPI document.
	 * @param document the document
	 * @return the release, {@code null} if the document names none
	 */
	static @Nullable ServerVersion find(String document) {
		Matcher line = LINE.matcher(document);
		if (!line.find()) {
			return null;
		}
		return new ServerVersion(Integer.parseInt(line.group(1)), Integer.parseInt(line.group(2)),
				Integer.parseInt(line.group(3)));
	}

	@Override
	public int compareTo(ServerVersion other) {
		return ORDER.compare(this, other);
	}

	/**
	 * Return the release as it is written.
	 */
	@Override
	public String toString() {
		return this.major + "." + this.minor + "." + this.patch;
	}

}
