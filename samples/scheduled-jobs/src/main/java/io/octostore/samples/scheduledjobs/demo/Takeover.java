package io.octostore.samples.scheduledjobs.demo;

import java.time.Duration;

/**
 * One instance runs the job after another has gone.
 *
 * @param from the instance that has gone
 * @param to the instance that runs the job now
 * @param delay time from when the first one was stopped or killed until the second one
 * began
 */
record Takeover(Instance from, Instance to, Duration delay) {

}
