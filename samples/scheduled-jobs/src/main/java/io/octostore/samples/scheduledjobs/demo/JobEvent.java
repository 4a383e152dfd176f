package io.octostore.samples.scheduledjobs.demo;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line that an instance printed says about the job.
 *
 * @param instance name of the instance
 * @param kind what happened
 * @param fencingToken the fencing token of the run, if the job ran
 * @param time when it happened, by the clock of the instance
 */
record JobEvent(String instance, Kind kind, OptionalLong fencingToken, LocalDateTime time) {

	private static final Pattern LINE = Pattern
		.compile("(\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\d) (Report (?<phase>begins|ends) .* (?<token>\\d+)|Skipped .*)");

	private static final Duration HALF_A_DAY = Duration.ofHours(12);

	static Optional<JobEvent> parse(String instance, String line) {
		Matcher matcher = LINE.matcher(line);
		if (!matcher.matches()) {
			return Optional.empty();
		}
		LocalDateTime time = latest(LocalTime.parse(matcher.group(1)));
		String token = matcher.group("token");
		if (token == null) {
			return Optional.of(new JobEvent(instance, Kind.SKIPS, OptionalLong.empty(), time));
		}
		Kind kind = matcher.group("phase").equals("begins") ? Kind.BEGINS : Kind.ENDS;
		return Optional.of(new JobEvent(instance, kind, OptionalLong.of(Long.parseLong(token)), time));
	}

	/**
	 * The line has the time of day only, and may be read after midnight.
	 */
	private static LocalDateTime latest(LocalTime time) {
		LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC);
		LocalDateTime today = now.toLocalDate().atTime(time);
		return today.isAfter(now.plus(HALF_A_DAY)) ? today.minusDays(1) : today;
	}

	boolean begins() {
		return this.kind == Kind.BEGINS;
	}

	boolean isOf(Instance other) {
		return this.instance.equals(other.name());
	}

	/**
	 * What happened.
	 */
	enum Kind {

		BEGINS, ENDS, SKIPS

	}

}
