package io.octostore.benchmarks.handoff;

import java.util.List;
import java.util.stream.LongStream;

import io.octostore.benchmarks.support.Spread;

/**
 * Hand-offs of one contender, one after the other.
 *
 * @param handOffs the hand-offs
 * @param foreignLoad the share of all processors that others used meanwhile
 */
record Block(List<HandOff> handOffs, double foreignLoad) {

	double percentileMillis(int percent) {
		return Spread.percentile(nanos(), percent) / 1e6;
	}

	long[] nanos() {
		return this.handOffs.stream().filter(HandOff::isCredible).mapToLong(HandOff::nanos).toArray();
	}

	long disbelieved() {
		return this.handOffs.stream().filter((handOff) -> !handOff.isCredible()).count();
	}

	static long[] nanos(List<Block> blocks) {
		return blocks.stream().map(Block::nanos).flatMapToLong(LongStream::of).toArray();
	}

}
