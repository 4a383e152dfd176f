package io.octostore.spring.boot.info;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.overview.OverviewSource;

/**
 * Tells which server the application uses, which release it is, the release of the
 * library, and the name of this instance.
 *
 * @since 0.1.0
 */
public final class OctoStoreInfoContributor implements InfoContributor {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final OverviewSource source;

	private final @Nullable String libraryVersion = OctoStoreLocks.class.getPackage().getImplementationVersion();

	/**
	 * Create a contributor.
	 * @param source knows the server
	 */
	public OctoStoreInfoContributor(OverviewSource source) {
		this.source = source;
	}

	/**
	 * Add the details.
	 * @param builder takes it
	 */
	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> server = new LinkedHashMap<>();
		server.put("address", this.source.address());
		putIfKnown(server, "version", this.source.version().block(LIMIT));
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("server", server);
		putIfKnown(details, "libraryVersion", this.libraryVersion);
		details.put("instance", this.source.history().instance());
		builder.withDetail("octostore", details);
	}

	private static void putIfKnown(Map<String, Object> details, String name, @Nullable Object value) {
		if (value != null) {
			details.put(name, value);
		}
	}

}
