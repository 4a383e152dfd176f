package io.octostore.examples;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import io.octostore.spring.boot.test.autoconfigure.AutoConfigureTestOctoStore;
import io.octostore.test.TestOctoStore;

import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.times;

@SpringBootTest(properties = "report.cron=0 0 2 29 2 *")
@AutoConfigureTestOctoStore
class ReportJobFireTimeTests {

	@MockitoBean
	private Reports reports;

	@Autowired
	private TestOctoStore octostore;

	@Autowired
	private ReportJob job;

	@Test
	void createsTheReportOnceForEachFireTime() {
		this.job.createReport();
		this.job.createReport();
		then(this.reports).should().create();
		this.octostore.advanceTime(Duration.ofMinutes(1));
		this.job.createReport();
		then(this.reports).should(times(2)).create();
	}

}
