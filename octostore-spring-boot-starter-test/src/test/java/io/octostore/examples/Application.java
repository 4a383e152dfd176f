package io.octostore.examples;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The application that the examples test.
 */
@SpringBootApplication
@EnableScheduling
class Application {

}
