package io.octostore.etcd;

/**
 * That a cluster works: a majority of its members has answered.
 *
 * @param endpoint address of the member that was asked
 * @param version release of that member
 * @since 0.1.0
 */
public record EtcdStatus(String endpoint, String version) {
}
