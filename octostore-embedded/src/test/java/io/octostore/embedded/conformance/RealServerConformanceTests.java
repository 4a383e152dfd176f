package io.octostore.embedded.conformance;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * The same cases on the real server: the embedded one is like it only if it has to show
 * both.
 */
@Tag("real-server")
class RealServerConformanceTests {

	@Nested
	class General extends GeneralConformanceTests {

		@Override
		ServerUnderTest.Kind kind() {
			return ServerUnderTest.Kind.REAL;
		}

	}

	@Nested
	class Name extends NameConformanceTests {

		@Override
		ServerUnderTest.Kind kind() {
			return ServerUnderTest.Kind.REAL;
		}

	}

	@Nested
	class Acquire extends AcquireConformanceTests {

		@Override
		ServerUnderTest.Kind kind() {
			return ServerUnderTest.Kind.REAL;
		}

	}

	@Nested
	class Lease extends LeaseConformanceTests {

		@Override
		ServerUnderTest.Kind kind() {
			return ServerUnderTest.Kind.REAL;
		}

	}

	@Nested
	class Delay extends DelayConformanceTests {

		@Override
		ServerUnderTest.Kind kind() {
			return ServerUnderTest.Kind.REAL;
		}

	}

	@Nested
	class Session extends SessionConformanceTests {

		@Override
		ServerUnderTest.Kind kind() {
			return ServerUnderTest.Kind.REAL;
		}

	}

	@Nested
	class Access extends AccessConformanceTests {

		@Override
		ServerUnderTest.Kind kind() {
			return ServerUnderTest.Kind.REAL;
		}

	}

	@Nested
	class Watch extends WatchConformanceTests {

		@Override
		ServerUnderTest.Kind kind() {
			return ServerUnderTest.Kind.REAL;
		}

	}

	@Nested
	class Election extends ElectionConformanceTests {

		@Override
		ServerUnderTest.Kind kind() {
			return ServerUnderTest.Kind.REAL;
		}

	}

	@Nested
	class System extends SystemConformanceTests {

		@Override
		ServerUnderTest.Kind kind() {
			return ServerUnderTest.Kind.REAL;
		}

	}

}
