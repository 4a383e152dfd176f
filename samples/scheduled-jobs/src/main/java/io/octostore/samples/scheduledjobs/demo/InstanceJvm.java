package io.octostore.samples.scheduledjobs.demo;

import io.octostore.samples.scheduledjobs.ScheduledJobsApplication;

/**
 * The JVM of one instance.
 */
final class InstanceJvm {

	private InstanceJvm() {
	}

	public static void main(String[] args) {
		Orphans.endWithParent();
		ScheduledJobsApplication.main(args);
	}

}
