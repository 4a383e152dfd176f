package io.octostore.spring.boot.autoconfigure.console;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the page.
 *
 * @param enabled Whether to serve a page that shows the locks of this web application,
 * their holders and what happened to them. Every user that the application's own security
 * lets in can see it.
 * @param path Where the page is, below the context path: segments of letters, digits and
 * '-', '.', '_', '~'.
 */
@ConfigurationProperties("octostore.console")
record OctoStoreConsoleProperties(@DefaultValue("false") boolean enabled, @DefaultValue("/octostore") String path) {
}
