package io.octostore.client.http;

import java.net.URI;

import org.springframework.http.HttpMethod;

/**
 * What all requests to one endpoint of one server have in common.
 *
 * @param method the HTTP method
 * @param template the path with its variables, as it may appear in metrics
 * @param shownUri the address as it may appear in logs, traces and exceptions: without
 * the values of variables
 * @param accept the content type that is asked for
 * @param lane kind of traffic
 */
public record Route(HttpMethod method, String template, URI shownUri, String accept, Lane lane) {
}
