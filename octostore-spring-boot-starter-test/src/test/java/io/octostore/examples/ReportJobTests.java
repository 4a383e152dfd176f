package io.octostore.examples;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import io.octostore.spring.boot.test.autoconfigure.AutoConfigureTestOctoStore;
import io.octostore.test.TestOctoStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.times;

@SpringBootTest(properties = "report.cron=-")
@AutoConfigureTestOctoStore
class ReportJobTests {

	@MockitoBean
	private Reports reports;

	@Autowired
	private TestOctoStore octostore;

	@Autowired
	private ReportJob job;

	@Test
	void skipsWhenAnotherInstanceHoldsTheLock() {
		this.octostore.hold("nightly-report");
		this.job.createReport();
		then(this.reports).shouldHaveNoInteractions();
		assertThat(this.octostore).wasSkipped("nightly-report");
	}

	@Test
	void createsTheReportUnderTheLockAndReleasesIt() {
		this.job.createReport();
		then(this.reports).should().create();
		assertThat(this.octostore).wasReleased("nightly-report").doesNotHold("nightly-report");
	}

	@Test
	void takesOverWhenTheOtherInstanceHasCrashed() {
		this.job.createReport();
		this.octostore.hold("nightly-report");
		this.octostore.expire("nightly-report");
		this.job.createReport();
		then(this.reports).should(times(2)).create();
		assertThat(this.octostore).wasNotSkipped("nightly-report").fencingTokenGrew("nightly-report");
	}

}
