package io.octostore;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * This instance does not lead, or no longer led when code that needs leadership had
 * ended.
 * <p>
 * With a {@link #loss()} the code may have overlapped with that of the next leader: let
 * what it writes to refuse older fencing tokens. What the code threw is
 * {@linkplain #getSuppressed() suppressed}.
 *
 * @since 0.1.0
 */
public final class NotLeaderException extends OctoStoreException {

	private final String election;

	private final @Nullable Loss loss;

	/**
	 * Create an exception.
	 * @param election name of the election
	 * @param loss how the leadership was lost, or {@code null} if this instance did not
	 * lead or has given the leadership up
	 */
	public NotLeaderException(String election, @Nullable Loss loss) {
		super((loss != null)
				? "Leadership of '" + election + "' was lost (" + loss.reason() + ", " + loss.certainty()
						+ ", fencing token " + loss.fencingToken()
						+ "): another instance may lead. Let the resource refuse older fencing tokens"
				: "This instance does not lead '" + election + "'");
		this.election = election;
		this.loss = loss;
	}

	/**
	 * Name of the election.
	 * @return the name
	 */
	public String election() {
		return this.election;
	}

	/**
	 * How the leadership was lost.
	 * @return the loss, empty if this instance did not lead or has given the leadership
	 * up
	 */
	public Optional<Loss> loss() {
		return Optional.ofNullable(this.loss);
	}

}
