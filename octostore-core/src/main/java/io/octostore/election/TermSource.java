package io.octostore.election;

import java.util.concurrent.CompletableFuture;

/**
 * Where an election gets its terms from: a lock or a room. Thread safe.
 */
interface TermSource {

	/**
	 * Campaign until this instance is elected. One campaign at a time; the next one may
	 * begin when the term of the last one is given back.
	 * @return completed on any thread, which must not be blocked; cancel it to withdraw:
	 * a term that is won all the same is given back
	 */
	CompletableFuture<? extends HeldTerm> campaign();

	/**
	 * End what belongs to this source alone. A term that was not given back is left to
	 * run out.
	 */
	void close();

}
