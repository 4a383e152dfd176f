package io.octostore.client.authority;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LockNoteTests {

	@ParameterizedTest
	@CsvSource({ "host-1, host-1 [for Job.run]", "host [for x], host [for x] [for Job.run]", "'', [for Job.run]",
			", [for Job.run]" })
	void standsBehindTheDescriptionOfTheInstance(@Nullable String metadata, String both) {
		assertThat(LockNote.append(metadata, "Job.run")).isEqualTo(both);
		assertThat(LockNote.find(both)).contains("Job.run");
		assertThat(LockNote.strip(both)).isEqualTo(Optional.ofNullable(metadata).filter((text) -> !text.isEmpty()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "host-1", "host[for x]", "host [eu]", "host [for x] ", "" })
	void otherTextsHaveNone(String metadata) {
		assertThat(LockNote.find(metadata)).isEmpty();
		assertThat(LockNote.strip(metadata)).contains(metadata);
		assertThat(LockNote.append(metadata, null)).isEqualTo(metadata);
	}

	@Test
	void isLeftOutWhereBothAreTooLong() {
		String smiles = "\uD83D\uDE00".repeat(1_014);
		assertThat(LockNote.append(smiles, "run")).isEqualTo(smiles + " [for run]");
		assertThat(LockNote.append(smiles + "x", "run")).isEqualTo(smiles + "x");
	}

}
