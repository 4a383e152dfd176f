package io.octostore.samples.cluster.demo;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.samples.cluster.demo.Instances.Step;
import io.octostore.testsupport.EtcdCluster;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The demo, as users run it.
 */
@Tag("etcd")
class DemoTests {

	@Test
	void theJobGoesOnWhileTheLeaderIsKilled() throws InterruptedException {
		List<Step> steps = new Demo(Path.of(System.getProperty(EtcdCluster.PROGRAM)), System.out::println).run();
		assertThat(steps).extracting(Step::instance).contains("A", "B");
		List<Long> tokens = steps.stream().filter(Step::begins).map(Step::fencingToken).toList();
		assertThat(tokens).hasSizeGreaterThan(3).doesNotHaveDuplicates();
	}

}
