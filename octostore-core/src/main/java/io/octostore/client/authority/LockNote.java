package io.octostore.client.authority;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.octostore.internal.Metadata;

/**
 * What a call adds to the metadata of its lock: it stands in brackets behind the
 * description of the instance, so that people can read both.
 *
 * @since 0.1.0
 */
public final class LockNote {

	private static final String BEGIN = "[for ";

	private static final String END = "]";

	private LockNote() {
	}

	/**
	 * Add a note, unless the text gets too long for metadata.
	 * @param metadata the description of the instance, or {@code null}
	 * @param note the note, or {@code null}
	 * @return both, or {@code null}
	 */
	static @Nullable String append(@Nullable String metadata, @Nullable String note) {
		if (note == null) {
			return metadata;
		}
		String mark = BEGIN + note + END;
		String both = (metadata == null || metadata.isBlank()) ? mark : metadata + " " + mark;
		return Metadata.isTooLong(both) ? metadata : both;
	}

	/**
	 * Return the note that metadata hold.
	 * @param metadata what is stored with a lock
	 * @return the note, empty if there is none
	 */
	public static Optional<String> find(String metadata) {
		int begin = begin(metadata);
		return (begin < 0) ? Optional.empty()
				: Optional.of(metadata.substring(begin + BEGIN.length(), metadata.length() - END.length()));
	}

	/**
	 * Return metadata without the note.
	 * @param metadata what is stored with a lock
	 * @return the description of the instance, empty if there is none
	 */
	public static Optional<String> strip(String metadata) {
		int begin = begin(metadata);
		if (begin < 0) {
			return Optional.of(metadata);
		}
		return (begin > 0) ? Optional.of(metadata.substring(0, begin - 1)) : Optional.empty();
	}

	private static int begin(String metadata) {
		if (!metadata.endsWith(END)) {
			return -1;
		}
		int begin = metadata.lastIndexOf(BEGIN);
		boolean apart = begin == 0 || (begin > 0 && metadata.charAt(begin - 1) == ' ');
		return apart ? begin : -1;
	}

}
