package io.octostore.client;

/**
 * A term was ended by its leader, and the room is vacant.
 *
 * @param electionId id of the room
 * @param previousTerm the term that was ended
 * @since 0.1.0
 */
public record Resignation(String electionId, long previousTerm) {
}
