package io.octostore.client;

/**
 * A room for elections, which every client that knows its id can use. The server stores
 * nothing about it before the first campaign; ids of one's own are as good.
 *
 * @param id id of the room
 * @since 0.1.0
 */
public record Election(String id) {
}
