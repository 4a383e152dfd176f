package io.octostore.lending;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Locks that several holders may have at a time: as many locks of the server as there are
 * permits, called {@code name..p1}, {@code name..p2} and so on. No encoded key or text
 * has a {@code p} behind two dots, so a permit is never the lock of a key.
 */
public final class Permits {

	/** The most permits that a lock may have. */
	public static final int MAX = 100;

	private static final String SEPARATOR = "..p";

	private static final Pattern PERMIT = Pattern.compile("\\.\\.p([0-9]{1,3})$");

	private Permits() {
	}

	/**
	 * Names of all permits of a lock, in their order.
	 */
	public static List<String> names(String name, int permits) {
		return (permits == 1) ? List.of(name)
				: IntStream.rangeClosed(1, permits).mapToObj((permit) -> name + SEPARATOR + permit).toList();
	}

	/**
	 * Begin at a random permit, so that callers spread over them.
	 * @param names those of all permits
	 */
	public static List<String> rotated(List<String> names, RandomGenerator random) {
		List<String> rotated = new ArrayList<>(names);
		Collections.rotate(rotated, random.nextInt(names.size()));
		return rotated;
	}

	/**
	 * Which permit a lock is.
	 */
	public static int number(String name) {
		Matcher permit = PERMIT.matcher(name);
		return permit.find() ? Integer.parseInt(permit.group(1)) : 1;
	}

}
