package io.octostore;

/**
 * The loss of a lock or of a leadership before its borrower gave it back.
 *
 * @param name full name of the lock, or id of the room
 * @param fencingToken fencing token of the lost lease, or number of the lost term
 * @param reason why it was lost
 * @param certainty whether the server said so
 * @since 0.1.0
 */
public record Loss(String name, long fencingToken, LossReason reason, LossCertainty certainty) {
}
