package io.octostore.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.octostore.internal.Safeguard;

/**
 * What must be true of every history.
 */
public final class Checkers {

	private Checkers() {
	}

	/**
	 * Everything that is wrong, each as a sentence that begins with the checker's name.
	 */
	public static List<String> check(History history) {
		List<String> wrong = new ArrayList<>(history.violations());
		wrong.addAll(exclusion(history));
		wrong.addAll(fencing(history));
		wrong.addAll(linearizability(history));
		return wrong;
	}

	/**
	 * Fail with a readable history if anything is wrong.
	 * @param what what ran, with its seed
	 */
	public static void verify(String what, History history) {
		List<String> wrong = check(history);
		if (!wrong.isEmpty()) {
			throw new AssertionError(what + ":" + System.lineSeparator()
					+ String.join(System.lineSeparator(), wrong.subList(0, Math.min(5, wrong.size())))
					+ System.lineSeparator() + history.describe(nameIn(wrong.get(0))));
		}
	}

	private static @Nullable String nameIn(String sentence) {
		Matcher matcher = Pattern.compile("lock-\\d+").matcher(sentence);
		return matcher.find() ? matcher.group() : null;
	}

	/**
	 * While one body of a lock reads that it is held, no other does: from its hand-out to
	 * the last reading that said so.
	 */
	@Safeguard("checker-of-exclusion")
	static List<String> exclusion(History history) {
		List<String> wrong = new ArrayList<>();
		bodies(history).forEach((name, bodies) -> {
			List<Body> claims = bodies.stream().filter((body) -> body.lastTrue() > body.from()).toList();
			for (int index = 0; index < claims.size(); index++) {
				for (Body later : claims.subList(index + 1, claims.size())) {
					Body earlier = claims.get(index);
					if (later.from() < earlier.lastTrue()) {
						wrong.add("exclusion: " + earlier + " said until " + History.seconds(earlier.lastTrue())
								+ " that it was held, " + later + " got it at " + History.seconds(later.from()));
					}
				}
			}
		});
		return wrong;
	}

	/**
	 * The token of each borrower that had the lock is larger than all before. A borrower
	 * that came to run too late and was told so at once does not count.
	 */
	static List<String> fencing(History history) {
		List<String> wrong = new ArrayList<>();
		bodies(history).forEach((name, bodies) -> {
			long highest = 0;
			for (Body body : bodies.stream().filter(Body::everHeld).toList()) {
				if (body.token() <= highest) {
					wrong.add("fencing: " + body + " follows token " + highest);
				}
				highest = Math.max(highest, body.token());
			}
		});
		return wrong;
	}

	static List<String> linearizability(History history) {
		List<String> wrong = new ArrayList<>();
		history.byName()
			.forEach((name, operations) -> Linearizability.check(operations, history.sessions(), history.tolerance())
				.ifPresent((why) -> wrong.add("linearizability of " + name + ": " + why)));
		return wrong;
	}

	private static Map<String, List<Body>> bodies(History history) {
		return history.bodies()
			.stream()
			.sorted(Comparator.comparingLong(Body::from))
			.collect(Collectors.groupingBy(Body::name, LinkedHashMap::new, Collectors.toList()));
	}

}
