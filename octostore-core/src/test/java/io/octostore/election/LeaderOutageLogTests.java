package io.octostore.election;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import io.octostore.OctoStoreNetworkException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator sees of an outage while an instance leads a room, or wants to: each
 * line of the log, in simulated time.
 */
@Tag("field-fault-D1")
@Tag("field-fault-I2")
class LeaderOutageLogTests extends ElectionBench {

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Logger product = (Logger) LoggerFactory.getLogger("io.octostore");

	private final Logger engine = (Logger) LoggerFactory.getLogger("io.octostore.lease");

	private final Level level = this.engine.getLevel();

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final AppenderBase<ILoggingEvent> log = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
				lines.add(event.getLevel() + " " + event.getFormattedMessage());
				if (event.getThrowableProxy() != null) {
					lines.add("a stack trace");
				}
			}
		}

	};

	private final DefaultLeaderElection election = election(this.rooms, "node-1");

	private DefaultLeaderElection election(LeaderRooms of, String candidate) {
		return new DefaultLeaderElection(ROOM, new RoomTerms(of, ROOM, candidate(candidate)), Duration.ofSeconds(10),
				Duration.ofSeconds(20), this.time, this.time, new Random(1),
				new ElectionThreads((task) -> this.time.schedule(task, Duration.ZERO),
						(task) -> this.time.schedule(task, Duration.ZERO), () -> {
						}));
	}

	@BeforeEach
	void listen() {
		this.engine.setLevel(Level.INFO);
		this.product.setLevel(Level.INFO);
		this.log.start();
		this.root.addAppender(this.log);
	}

	@AfterEach
	void stopListening() {
		this.root.detachAppender(this.log);
		this.engine.setLevel(this.level);
		this.product.setLevel(null);
	}

	private void goAway() {
		this.server.refuseWith(
				OctoStoreNetworkException.notSent("no connection to http://locks:3000: connection refused", null));
	}

	@Test
	void anOutageOfTwoMinutesHasAFewLinesForALeader() {
		this.election.start();
		seconds(30);
		assertThat(this.election.isLeader()).isTrue();
		this.lines.clear();
		goAway();
		seconds(120);
		this.server.refuseWith(null);
		seconds(60);
		assertThat(this.election.isLeader()).isTrue();
		assertThat(this.lines).satisfiesExactly(
				(line) -> assertThat(line).startsWith("WARN A renewal of room 'build-leader' failed and is repeated (")
					.contains("connection refused")
					.contains("without an answer the leadership is lost in "),
				(line) -> assertThat(line)
					.isEqualTo("WARN Room 'build-leader' (fencing token 41) was lost, because the "
							+ "server has not confirmed it in time: another holder may run"),
				(line) -> assertThat(line).startsWith("WARN A campaign for room 'build-leader' failed (")
					.contains("connection refused"),
				(line) -> assertThat(line).startsWith("WARN The campaign for room 'build-leader' still fails after ")
					.contains("connection refused"),
				(line) -> assertThat(line)
					.matches("INFO The server answers campaigns for room 'build-leader' again, \\d+ s after the first "
							+ "failure"),
				(line) -> assertThat(line)
					.isEqualTo("INFO This instance leads 'build-leader' from now on (fencing token 42)"));
	}

	@Test
	void anOutageOfTwoMinutesHasAFewLinesForACandidate() {
		DefaultLeaderElection leader = election(instance(2), "node-2");
		leader.start();
		seconds(5);
		this.election.start();
		seconds(30);
		this.lines.clear();
		this.server.refuseWith(null);
		goAway();
		leader.stop();
		seconds(120);
		List<String> ofCandidate = this.lines.stream().filter((line) -> line.contains("ampaign")).toList();
		assertThat(ofCandidate).hasSizeBetween(2, 3).first().asString().startsWith("WARN A campaign for room");
		assertThat(ofCandidate.subList(1, ofCandidate.size()))
			.allSatisfy((line) -> assertThat(line).contains(" still fails after "));
		assertThat(this.lines).doesNotContain("a stack trace");
	}

	@Test
	void inNormalOperationNothingIsSaid() {
		this.election.start();
		seconds(1);
		this.lines.clear();
		seconds(600);
		assertThat(this.lines).isEmpty();
	}

}
