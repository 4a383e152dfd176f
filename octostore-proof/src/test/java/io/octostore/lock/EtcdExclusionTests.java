package io.octostore.lock;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

import io.octostore.authority.LockAuthority;
import io.octostore.etcd.EtcdAuthority;
import io.octostore.testsupport.EtcdCluster;

/**
 * The contract on an etcd cluster.
 */
@Tag("etcd")
class EtcdExclusionTests extends ExclusionContract {

	private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]+)\"");

	private static EtcdCluster cluster;

	private static int tests;

	@BeforeAll
	static void startCluster() {
		cluster = EtcdCluster.start(3);
	}

	@AfterAll
	static void endCluster() {
		cluster.close();
	}

	@Override
	void startService() {
		tests++;
	}

	private static String prefix() {
		return "/exclusion/" + tests + "/";
	}

	@Override
	LockAuthority connect() {
		return opened(EtcdAuthority.builder().endpoints(cluster.endpoints()).keyPrefix(prefix()).build());
	}

	@Override
	List<String> remaining() {
		String locks = prefix() + "locks";
		String found = String.valueOf(cluster.post(0, "/v3/kv/range", "{\"key\":\"" + EtcdCluster.base64(locks + "/")
				+ "\",\"range_end\":\"" + EtcdCluster.base64(locks + "0") + "\",\"keys_only\":true}"));
		List<String> names = new ArrayList<>();
		Matcher keys = KEY.matcher(found);
		while (keys.find()) {
			names.add(new String(Base64.getDecoder().decode(keys.group(1))).substring(locks.length() + 1));
		}
		return names;
	}

	@Override
	void endService() {
		// The cluster serves all tests, each under a prefix of its own.
	}

}
