package io.octostore.samples.scheduledjobs.demo;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two JVMs with one token share a job. Which server they use is for the subclasses.
 */
abstract class SharedJobTests {

	/** As the application sets it, and as users are promised. */
	private static final Duration FREE_AFTER_KILL = Duration.ofSeconds(10).plusSeconds(6);

	private final JobLog log = new JobLog(System.out::println);

	private DemoServer server;

	private Cluster cluster;

	abstract DemoServer startServer();

	@BeforeEach
	void start() throws InterruptedException {
		this.server = startServer();
		this.cluster = new Cluster(this.server, Map.of("report.duration", "300ms", "report.pause", "200ms"), this.log);
		this.cluster.start();
	}

	@AfterEach
	void stop() {
		this.cluster.close();
		this.server.close();
	}

	@Test
	void theOtherInstanceRunsTheJobWhenTheHolderIsStopped() throws InterruptedException {
		Takeover takeover = this.cluster.stopHolder();

		assertThat(takeover.to().name()).isNotEqualTo(takeover.from().name());
		assertThat(takeover.from().isAlive()).isFalse();
		this.cluster.restart(takeover.from());
		this.cluster.close();
		assertOneRunAtATime();
	}

	@Test
	@Tag("long")
	void theOtherInstanceRunsTheJobWhenTheHolderIsKilled() throws InterruptedException {
		Takeover takeover = this.cluster.killHolder();

		assertThat(takeover.to().name()).isNotEqualTo(takeover.from().name());
		assertThat(takeover.delay()).isLessThanOrEqualTo(FREE_AFTER_KILL);
		this.cluster.close();
		assertOneRunAtATime();
	}

	private void assertOneRunAtATime() {
		List<Run> runs = runs();
		assertThat(runs).extracting(Run::instance).contains("A", "B");
		for (int i = 1; i < runs.size(); i++) {
			Run earlier = runs.get(i - 1);
			Run later = runs.get(i);
			assertThat(later.begin()).as("begin of %s", later).isAfterOrEqualTo(earlier.end());
			assertThat(later.fencingToken()).as("fencing token of %s", later).isGreaterThan(earlier.fencingToken());
		}
	}

	/**
	 * All runs in the order in which they began. One that was cut short ends when it
	 * began, which is the latest that is known.
	 */
	private List<Run> runs() {
		Map<Long, LocalDateTime> ends = new HashMap<>();
		List<Run> runs = new ArrayList<>();
		for (JobEvent event : this.log.events()) {
			if (event.kind() == JobEvent.Kind.ENDS) {
				ends.put(event.fencingToken().getAsLong(), event.time());
			}
		}
		for (JobEvent event : this.log.events()) {
			if (event.begins()) {
				long token = event.fencingToken().getAsLong();
				runs.add(new Run(event.instance(), token, event.time(), ends.getOrDefault(token, event.time())));
			}
		}
		runs.sort(Comparator.comparing(Run::begin));
		return runs;
	}

	private record Run(String instance, long fencingToken, LocalDateTime begin, LocalDateTime end) {

	}

}
