package io.octostore.authority;

import java.util.ArrayDeque;
import java.util.Deque;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

import io.octostore.etcd.EtcdAuthority;
import io.octostore.testsupport.EtcdCluster;

/**
 * The contract on an etcd cluster.
 */
@Tag("etcd")
class EtcdAuthorityContractTests extends AuthorityContract {

	private static EtcdCluster cluster;

	private static int tests;

	private final Deque<EtcdAuthority> authorities = new ArrayDeque<>();

	@BeforeAll
	static void startCluster() {
		cluster = EtcdCluster.start(3);
	}

	@AfterAll
	static void endCluster() {
		cluster.close();
	}

	@Override
	LockAuthority startAuthority() {
		tests++;
		return authority(cluster.endpoints().toArray(String[]::new));
	}

	@Override
	LockAuthority unreachable() {
		return authority("http://127.0.0.1:1");
	}

	private EtcdAuthority authority(String... endpoints) {
		EtcdAuthority authority = EtcdAuthority.builder()
			.endpoints(endpoints)
			.keyPrefix("/contract/" + tests + "/")
			.metadata(METADATA)
			.build();
		this.authorities.push(authority);
		return authority;
	}

	@Override
	void end() {
		this.authorities.forEach(EtcdAuthority::close);
	}

}
