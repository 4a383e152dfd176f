package io.octostore.samples.scheduledjobs.demo;

import java.util.Locale;
import java.util.Map;

/**
 * Shows how two instances with one token share a job: one runs it, the other skips it and
 * takes over when the first one is stopped, and when it is killed. Ends by itself.
 */
final class Demo {

	private final JobLog log = new JobLog(System.out::println);

	private Demo() {
	}

	public static void main(String[] args) throws InterruptedException {
		Orphans.endWithParent();
		new Demo().run();
	}

	private void run() throws InterruptedException {
		try (DemoServer server = DemoServer.fromEnvironment();
				Cluster cluster = new Cluster(server, Map.of(), this.log)) {
			Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
			say("Two instances, A and B, with the same token share the job 'nightly-report'; the server is at %s",
					server);
			cluster.start();
			say("One of them runs the job, the other one skips it. Next, the one that runs it is stopped");
			Takeover stopped = cluster.stopHolder();
			told(stopped, "stopped");
			say("%s is started again", stopped.from().name());
			cluster.restart(stopped.from());
			say("Next, the one that runs the job is killed; its lock is free when its session of 10 s has expired");
			told(cluster.killHolder(), "killed");
			say("That is all; everything is stopped");
		}
	}

	private void told(Takeover takeover, String verb) {
		say("%s runs the job, %.1f s after %s was %s", takeover.to().name(), takeover.delay().toMillis() / 1000.0,
				takeover.from().name(), verb);
	}

	private void say(String format, Object... args) {
		this.log.comment("==> " + String.format(Locale.ROOT, format, args));
	}

}
