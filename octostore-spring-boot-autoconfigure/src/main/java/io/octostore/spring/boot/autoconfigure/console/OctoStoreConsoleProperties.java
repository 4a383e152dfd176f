package io.octostore.spring.boot.autoconfigure.console;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the page.
 *
 * @param enabled Whether to serve a page that shows the locks of this web application,
 * their holders and their history. Every user whom the application's own security admits
 * can see it.
 * @param path Path of the page below the context path: segments of letters, digits and
 * '-', '.', '_', '~'.
 */
@ConfigurationProperties("octostore.console")
record OctoStoreConsoleProperties(@DefaultValue("false") boolean enabled, @DefaultValue("/octostore") String path) {
}
