package io.octostore.client;

import java.util.List;

/**
 * The access list of a lock as the server shows it: without its tokens, so that it cannot
 * be sent back.
 *
 * @param users names of the users that may acquire the lock, in lower case
 * @param tokenCount how many tokens may acquire it besides
 * @since 0.1.0
 */
public record LockAclInfo(List<String> users, int tokenCount) {

}
