package io.octostore.lease;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.octostore.internal.Safeguard;

/**
 * One thing for each name that was used lately. What is at rest is kept until there are
 * many, because it remembers something; what falls out can only be missed for the
 * detection of a replaced database. Serial context only.
 *
 * @param <T> the type of the things
 * @since 0.1.0
 */
public final class Names<T> {

	private static final int LIMIT = 10_000;

	private final Predicate<? super T> atRest;

	private final Map<String, T> things = new LinkedHashMap<>(16, 0.75f, true);

	/**
	 * Begin with no names.
	 * @param atRest whether a thing may be forgotten
	 */
	public Names(Predicate<? super T> atRest) {
		this.atRest = atRest;
	}

	/**
	 * Find the thing of a name, or make it.
	 * @param name the name
	 * @param make makes the thing
	 * @return the thing
	 */
	@Safeguard("one-queue-for-each-name")
	public T get(String name, Function<? super String, ? extends T> make) {
		T known = this.things.get(name);
		if (known != null) {
			return known;
		}
		if (this.things.size() >= LIMIT) {
			forgetOne();
		}
		T made = make.apply(name);
		this.things.put(name, made);
		return made;
	}

	private void forgetOne() {
		Iterator<T> eldestFirst = this.things.values().iterator();
		while (eldestFirst.hasNext()) {
			if (this.atRest.test(eldestFirst.next())) {
				eldestFirst.remove();
				return;
			}
		}
	}

	/**
	 * All things.
	 * @return a copy, the one that was not used for longest first
	 */
	public List<T> all() {
		return List.copyOf(this.things.values());
	}

	/**
	 * Put others in the place of all things.
	 * @param change makes the other one
	 */
	public void replaceAll(UnaryOperator<T> change) {
		this.things.replaceAll((name, thing) -> change.apply(thing));
	}

}
