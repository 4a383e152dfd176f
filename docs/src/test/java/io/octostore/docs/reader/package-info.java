/**
 * What the snippets of the pages use without showing it: the reader's own classes.
 */
@org.jspecify.annotations.NullMarked
package io.octostore.docs.reader;
