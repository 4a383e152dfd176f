package io.octostore.docs.reader;

/**
 * Something that must not be written by two at once.
 */
public interface Reports {

	void write();

	void write(long fencingToken);

}
