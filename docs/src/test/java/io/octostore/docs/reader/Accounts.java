package io.octostore.docs.reader;

/**
 * Accounts in a database.
 */
public interface Accounts {

	void close(long id);

}
